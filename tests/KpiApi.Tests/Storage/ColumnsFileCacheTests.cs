using System.Text;
using KpiApi.Engine.Derivation;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Feed;

namespace KpiApi.Tests.Storage;

public sealed class ColumnsFileCacheTests
{
    [Fact]
    public async Task Service_that_was_stopped_goes_on_where_it_was()
    {
        await using var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        var before = await KeptDesk.NumbersAsync(app);
        await using var again = await app.RestartAsync();
        Assert.Equal(again.VisibleVersion, again.Service<FactFeed>().Restored!.Version);
        Assert.Equal(before, await KeptDesk.NumbersAsync(again));

        await KeptDesk.ChangeAsync(again);
        Assert.Equal(await KeptDesk.DerivedNumbersAsync(again), await KeptDesk.NumbersAsync(again));
        Assert.True(again.Shows("T-late"));
    }

    [Fact]
    public async Task Service_that_crashed_takes_up_all_that_came_after_its_file()
    {
        await using var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        await KeptDesk.KeepAsync(app);
        var (kept, first) = (app.VisibleVersion, await KeptDesk.NumbersAsync(app));
        var file = await File.ReadAllBytesAsync(app.Service<ColumnsFileCache>().FullName!);
        await KeptDesk.ChangeAsync(app);
        var expected = await KeptDesk.NumbersAsync(app);
        Assert.NotEqual(first, expected);
        Assert.Equal(await KeptDesk.DerivedNumbersAsync(app), expected);

        // Erasing the account removed the file, but a crash between the commit and that leaves it.
        var disk = app.CopyOfDisk();
        await File.WriteAllBytesAsync(Path.Combine(disk, "kpi.db.columns"), file);
        await using var crashed = await KpiApp.StartAsync(disk);
        Assert.Equal(kept, crashed.Service<FactFeed>().Restored!.Version);
        Assert.True(crashed.VisibleVersion > kept + 5);
        Assert.Equal(expected, await KeptDesk.NumbersAsync(crashed));
    }

    [Fact]
    public async Task File_that_is_damaged_anywhere_is_not_used()
    {
        const int Seed = 815;
        var random = new Random(Seed);
        await using var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        await KeptDesk.KeepAsync(app);
        var (whole, expected) = (await File.ReadAllBytesAsync(app.Service<ColumnsFileCache>().FullName!), await app.KpiAsync("first_response_time"));
        for (var n = 0; n < 8; n++)
        {
            var damaged = n % 4 == 3 ? whole[..random.Next(whole.Length)] : whole.ToArray();
            if (damaged.Length == whole.Length) damaged[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            await NotUsedAsync(app.CopyOfDisk(), damaged, expected);
        }

        await NotUsedAsync(app.CopyOfDisk(), [], expected);
        await NotUsedAsync(app.CopyOfDisk(), "KPI columns 000\n"u8.ToArray(), expected);
    }

    [Fact]
    public async Task File_of_another_store_is_not_used_though_versions_are_equal()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        await using var other = await KpiApp.StartAsync();
        await other.PostLinesAsync("/v1/tickets", """{"id":"T-1","createdAt":"2026-01-05T09:00:00Z"}""", """{"id":"T-2","createdAt":"2026-01-05T09:00:00Z"}""");
        await KeptDesk.KeepAsync(other);
        Assert.Equal(app.VisibleVersion, other.VisibleVersion);
        await NotUsedAsync(app.CopyOfDisk(), await File.ReadAllBytesAsync(other.Service<ColumnsFileCache>().FullName!), "1", "tickets_created");
    }

    [Fact]
    public async Task File_is_not_used_after_a_backup_was_put_back_even_when_the_store_has_gone_further_since()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        var backup = app.CopyOfDisk();
        await app.PutAsync("/v1/tickets/lost", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        await KeptDesk.KeepAsync(app);
        var file = await File.ReadAllBytesAsync(app.Service<ColumnsFileCache>().FullName!);

        // First with a lower version than the file's, then, without the file in between, with a higher one.
        await NotUsedAsync(backup, file, "1", "tickets_created", keep: true);
        await using var restored = await KpiApp.StartAsync(backup, builder => builder.Configuration["Store:SnapshotMinutes"] = "0");
        await restored.PutAsync("/v1/tickets/T-2", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        await restored.PutAsync("/v1/tickets/T-3", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        await NotUsedAsync(restored.CopyOfDisk(), file, "3", "tickets_created");
    }

    [Fact]
    public async Task File_of_other_rules_is_not_used()
    {
        await using var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        await KeptDesk.KeepAsync(app);
        await using var sameRules = await KpiApp.StartAsync(app.CopyOfDisk(), builder => builder.Configuration["Kpi:TimeZone"] = "Asia/Tokyo");
        Assert.NotNull(sameRules.Service<FactFeed>().Restored);
        await using var otherWindow = await KpiApp.StartAsync(app.CopyOfDisk(), builder => builder.Configuration["Kpi:FcrWindowDays"] = "9");
        Assert.Null(otherWindow.Service<FactFeed>().Restored);
        await app.PutAsync("/v1/sla-policies/gold", """{"firstResponseSeconds":60}""");
        await using var otherPolicy = await KpiApp.StartAsync(app.CopyOfDisk());
        Assert.Null(otherPolicy.Service<FactFeed>().Restored);
        await app.DerivedAsync();
        Assert.Equal(await app.KpiAsync("sla_first_response"), await otherPolicy.KpiAsync("sla_first_response"));
        await using var restarted = await app.RestartAsync();
        Assert.NotNull(restarted.Service<FactFeed>().Restored);
        Assert.Equal(await otherPolicy.KpiAsync("sla_first_response"), await restarted.KpiAsync("sla_first_response"));
    }

    [Fact]
    public void File_of_an_engine_that_derives_otherwise_is_of_another_build() => Assert.Contains(
        typeof(FactDerivation).Module.ModuleVersionId.ToString("N"), ColumnsFileNote.Build, StringComparison.Ordinal);

    [Fact]
    public async Task Write_that_does_not_end_leaves_the_file_before_it()
    {
        await using var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        await KeptDesk.KeepAsync(app);
        var (file, kept) = (app.Service<ColumnsFileCache>(), app.VisibleVersion);
        await app.PutAsync("/v1/tickets/T-77", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        Assert.False(file.TryWrite(app.Service<FactFeed>().State!, file.Forgotten, new CancellationToken(canceled: true)));
        Assert.False(File.Exists(file.FullName + ".tmp"));
        // What a process leaves that is killed while it writes.
        await File.WriteAllBytesAsync(file.FullName + ".tmp", (await File.ReadAllBytesAsync(file.FullName!))[..100]);
        await using var killed = await KpiApp.StartAsync(app.CopyOfDisk());
        Assert.Equal(kept, killed.Service<FactFeed>().Restored!.Version);
        Assert.Equal(await KeptDesk.NumbersAsync(app), await KeptDesk.NumbersAsync(killed));
        await KeptDesk.KeepAsync(killed);
    }

    [Fact]
    public async Task Erased_account_is_in_no_file_when_the_answer_is_given_and_in_none_after()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/accounts/Secret", """{"value":10}"""),
            ("/v1/tickets/Mrs-Secret", """{"createdAt":"2026-01-05T09:00:00Z","account":"Secret"}"""),
            ("/v1/tickets/T-2", """{"createdAt":"2026-01-05T09:00:00Z"}"""));
        await KeptDesk.KeepAsync(app);
        var file = app.Service<ColumnsFileCache>();
        var (forgotten, state) = (file.Forgotten, app.Service<FactFeed>().State!);
        Assert.True(await HoldsAsync(file.FullName!, "Secret"));
        await app.DeleteAsync("/v1/accounts/Secret");
        // No Keep in between: the service itself may have written a new one by now.
        Assert.False(File.Exists(file.FullName) && await HoldsAsync(file.FullName!, "Secret"));
        Assert.False(file.TryWrite(state, forgotten, CancellationToken.None), "A write that began before must not bring it back.");

        await using var again = await app.RestartAsync();
        Assert.NotNull(again.Service<FactFeed>().Restored);
        Assert.False(await HoldsAsync(again.Service<ColumnsFileCache>().FullName!, "Secret"));
        Assert.Equal("1", await again.KpiAsync("tickets_created"));
    }

    [Fact]
    public async Task Ready_tells_how_far_loading_is()
    {
        await using var app = await KpiApp.StartAsync();
        var readiness = app.Service<StoreReadiness>();
        (readiness.IsReady, readiness.Progress) = (false, new(16384, 40000, 7));
        var answer = await app.GetAsync("/health/ready");
        Assert.Equal((503, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal(("16384", "40000", "7"), (answer["loaded"], answer["of"], answer["version"]));
    }

    [Fact]
    public async Task Nothing_is_kept_when_the_options_say_so()
    {
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Store:SnapshotMinutes"] = "0");
        await app.PutAsync("/v1/agents/anna", "{}");
        Assert.Equal(["kpi.db", "kpi.db.migrating"], Directory.GetFiles(await app.StopAsync()).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static async Task NotUsedAsync(string disk, byte[] file, string expected, string metric = "first_response_time", bool keep = false)
    {
        await File.WriteAllBytesAsync(Path.Combine(disk, "kpi.db.columns"), file);
        var app = await KpiApp.StartAsync(disk);
        Assert.Null(app.Service<FactFeed>().Restored);
        Assert.Equal(expected, await app.KpiAsync(metric));
        if (keep) await app.StopAsync();
        else await app.DisposeAsync();
    }

    private static async Task<bool> HoldsAsync(string file, string text)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
    }
}

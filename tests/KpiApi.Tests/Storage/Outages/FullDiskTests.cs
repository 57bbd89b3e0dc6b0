using KpiApi.Storage.Databases;
using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>The file of the embedded store cannot grow in the middle of load.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Full_disk_loses_nothing_stores_no_half_and_ends_when_there_is_room()
    {
        var disk = default(Disk);
        await using var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Writer:BreakSeconds"] = builder.Configuration["Writer:DeadlineSeconds"] = "1";
            builder.Services.AddSingleton<DatabaseDialect>(
                services => disk = new Disk(new SqliteDialect(services.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString, _ => { })));
        });
        var load = new Load(() => app.Http);
        await load.SetRulesAsync();
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stop.Token);
        await Outage.UntilAsync(running, () => load.Acknowledged > 50);

        disk!.IsFull = true;
        await Outage.UntilAsync(running, () => load.Refused > 50 && app.Service<GroupWriter>().IsRefusing);
        // Reading goes on, and is not old: nobody could write.
        Assert.NotEqual("0", await app.KpiAsync("tickets_created"));
        Assert.Equal(200, (await app.GetAsync("/v1/tickets/P-0-0")).Status);
        Assert.False(app.Service<StoreFreshness>().IsStale);

        disk.IsFull = false;
        var acknowledged = load.Acknowledged;
        await Outage.UntilAsync(running, () => load.Acknowledged > acknowledged + 50);
        await stop.CancelAsync();
        await running;
        using (var store = app.OpenDatabase())
        {
            load.Check(store);
            Assert.Equal($"{store.Tickets.Count()}", await app.KpiAsync("tickets_created"));
        }

        await using var fresh = await KpiApp.StartAsync(app.CopyOfDisk(), builder => builder.Configuration["Store:SnapshotMinutes"] = "0");
        Assert.Equal(await Numbers.OfAsync(fresh.Http), await Numbers.OfAsync(app.Http));
    }

    /// <summary>Lets the file grow only so far, as a disk does.</summary>
    private sealed class Disk(SqliteDialect real) : WrappedDialect(real)
    {
        public volatile bool IsFull;

        protected override IWriteSession Wrap(IWriteSession session) => new LimitedSession(this, session);
    }

    private sealed class LimitedSession(Disk disk, IWriteSession real) : WrappedSession(disk, real)
    {
        private const long NoEnd = 1_000_000;

        /// <summary>Full: up to the pages that it has; SQLite takes no smaller number.</summary>
        public override void Begin()
        {
            base.Begin();
            Query($"PRAGMA max_page_count = {(disk.IsFull ? 1 : NoEnd)}", row => row.Integer(0));
        }
    }
}

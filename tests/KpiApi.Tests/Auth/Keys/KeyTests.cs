using System.Security.Cryptography;
using System.Text;
using KpiApi.Auth.Keys;
using KpiApi.Tests.Kpis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests.Auth.Keys;

public sealed class KeyTests(KeyedApp keyed) : IClassFixture<KeyedApp>
{
    private const string Question = "/v1/kpis?metrics=tickets_created";

    [Fact]
    public async Task Key_is_shown_once_and_kept_as_its_hash()
    {
        await using var app = await Keyed.StartAsync();
        var (id, text) = await app.MakeKeyAsync("read");
        Assert.Matches("^kpi_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", text);
        var list = await app.CallAsync("GET", "/v1/keys", Keyed.Admin);
        Assert.Equal($$"""{"id":"{{id}}","name":"for a test","scopes":["read"]""", list.Json["items"]![0]!.ToJsonString().Split(",\"createdAt\"")[0]);
        Assert.DoesNotContain(text[^43..], list.Text, StringComparison.Ordinal);
        using var database = app.OpenDatabase();
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), database.Keys.Single().Hash);
    }

    [Fact]
    public async Task Key_is_taken_from_either_header_and_never_from_the_url()
    {
        await using var app = await Keyed.StartAsync();
        var (_, text) = await app.MakeKeyAsync("read");
        Assert.Equal("200", (await app.CallAsync("GET", Question, text)).Outcome());
        Assert.Equal("200", (await app.CallAsync("GET", Question, null, null, "X-Api-Key: " + text)).Outcome());
        Assert.Equal("200", (await app.CallAsync("GET", Question, null, null, "X-Api-Key: " + text, "Authorization: Basic dXNlcjpwYXNz")).Outcome());
        foreach (var name in (string[])["key", "api_key", "access_token", "X-Api-Key", "TOKEN", "k%65y", "%74oken"])
        {
            var reply = await app.CallAsync("GET", $"{Question}&{name}={text}", text);
            Assert.Equal("400 key_in_url", reply.Outcome());
            Assert.DoesNotContain(text, reply.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_good_key_the_answer_is_401_and_says_how_to_send_one()
    {
        await using var app = await Keyed.StartAsync();
        var (id, text) = await app.MakeKeyAsync("read");
        var missing = await app.CallAsync("GET", Question);
        Assert.Equal(("401 key_missing", "application/problem+json", "Bearer realm=\"KpiApi\""), (missing.Outcome(), missing.Type, missing.Headers.WwwAuthenticate.ToString()));
        string[] wrong = [text[..^1] + (text[^1] == 'A' ? 'B' : 'A'), $"kpi_{id}_", "kpi_000000000000_" + text[^43..], text.ToUpperInvariant(), Keyed.Admin + "x", "ü", "a.b.c"];
        foreach (var key in wrong)
        {
            var reply = await app.CallAsync("GET", Question, null, null, "X-Api-Key: " + Uri.EscapeDataString(key));
            Assert.Equal(("401 key_unknown", "Bearer realm=\"KpiApi\", error=\"invalid_token\""), (reply.Outcome(), reply.Headers.WwwAuthenticate.ToString()));
            Assert.DoesNotContain(key, reply.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Expired_key_is_refused_from_its_instant_on()
    {
        var clock = new StandingClock();
        await using var app = await Keyed.StartAsync(builder => builder.UseClock(clock));
        var (_, text) = await app.MakeKeyAsync("read", "2026-03-10T12:00:10Z");
        clock.Now = Reading.Noon.AddSeconds(9.999);
        Assert.Equal("200", (await app.CallAsync("GET", Question, text)).Outcome());
        clock.Now = Reading.Noon.AddSeconds(10);
        Assert.Equal("401 key_expired", (await app.CallAsync("GET", Question, text)).Outcome());
        Assert.Equal("404 not_found", (await app.CallAsync("POST", $"/v1/keys/{text[4..16]}/rotate", Keyed.Admin)).Outcome());
    }

    [Fact]
    public async Task Rotated_key_is_good_in_both_texts_until_the_grace_period_ends()
    {
        var clock = new StandingClock();
        await using var app = await Keyed.StartAsync(builder => builder.UseClock(clock));
        var (id, old) = await app.MakeKeyAsync("read");
        var reply = await app.CallAsync("POST", $"/v1/keys/{id}/rotate", Keyed.Admin, """{"graceSeconds":60}""");
        var text = (string)reply.Json["key"]!;
        Assert.Equal((id, "2026-03-10T12:01:00Z", false), ((string)reply.Json["id"]!, (string)reply.Json["oldValidUntil"]!, text == old));
        clock.Now = Reading.Noon.AddSeconds(59);
        Assert.Equal(["200", "200"], [(await app.CallAsync("GET", Question, text)).Outcome(), (await app.CallAsync("GET", Question, old)).Outcome()]);
        clock.Now = Reading.Noon.AddSeconds(60);
        Assert.Equal(["200", "401 key_unknown"], [(await app.CallAsync("GET", Question, text)).Outcome(), (await app.CallAsync("GET", Question, old)).Outcome()]);
    }

    [Fact]
    public async Task Rotation_without_grace_ends_the_old_text_at_once()
    {
        await using var app = await Keyed.StartAsync();
        var (id, old) = await app.MakeKeyAsync("read");
        var reply = await app.CallAsync("POST", $"/v1/keys/{id}/rotate", Keyed.Admin, """{"graceSeconds":0}""");
        Assert.Equal(["200", "401 key_unknown"], [(await app.CallAsync("GET", Question, (string)reply.Json["key"]!)).Outcome(), (await app.CallAsync("GET", Question, old)).Outcome()]);
    }

    [Fact]
    public async Task Revoked_key_is_refused_at_once_and_revoking_can_be_repeated()
    {
        await using var app = await Keyed.StartAsync();
        var (id, text) = await app.MakeKeyAsync("read");
        await app.CallAsync("POST", $"/v1/keys/{id}/rotate", Keyed.Admin);
        for (var i = 0; i < 2; i++)
            Assert.Equal("200", (await app.CallAsync("DELETE", "/v1/keys/" + id, Keyed.Admin)).Outcome());
        Assert.Equal("401 key_unknown", (await app.CallAsync("GET", Question, text)).Outcome());
        Assert.Equal("404 not_found", (await app.CallAsync("DELETE", "/v1/keys/000000000000", Keyed.Admin)).Outcome());
        Assert.NotNull((await app.CallAsync("GET", "/v1/keys", Keyed.Admin)).Json["items"]![0]!["revokedAt"]);
    }

    /// <summary>Within a second where the machine is not busy; a busy one may take its time, but has to get there.</summary>
    [Fact]
    public async Task Another_replica_learns_of_new_and_revoked_keys()
    {
        var folder = Directory.CreateTempSubdirectory("kpi-test-").FullName;
        await using var app = await KpiApp.StartAsync(folder, builder => builder.Configuration["Keys:Admin"] = Keyed.Admin);
        await using var replica = KpiApiHost.Build([$"--Store:ConnectionString=Data Source={Path.Combine(folder, "kpi.db")}"], builder => builder.WebHost.UseUrls("http://127.0.0.1:0"));
        await replica.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(replica.Urls.First()) };
        var (id, text) = await app.MakeKeyAsync("read");
        http.DefaultRequestHeaders.Add("X-Api-Key", text);
        await UntilAsync(200);
        await app.CallAsync("DELETE", "/v1/keys/" + id, Keyed.Admin);
        await UntilAsync(401);
        await replica.StopAsync();

        async Task UntilAsync(int status)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while ((int)(await http.GetAsync("/v1/metrics", patience.Token)).StatusCode != status) await Task.Delay(20, patience.Token);
        }
    }

    [Fact]
    public async Task Last_use_is_listed_and_survives_a_stop()
    {
        var folder = Directory.CreateTempSubdirectory("kpi-test-").FullName;
        await using var app = await KpiApp.StartAsync(folder, builder => builder.Configuration["Keys:Admin"] = Keyed.Admin);
        var (_, text) = await app.MakeKeyAsync("read");
        Assert.Null((await app.CallAsync("GET", "/v1/keys", Keyed.Admin)).Json["items"]![0]!["lastUsedAt"]);
        await app.CallAsync("GET", Question, text);
        Assert.NotNull((await app.CallAsync("GET", "/v1/keys", Keyed.Admin)).Json["items"]![0]!["lastUsedAt"]);
        using (var database = app.OpenDatabase()) Assert.Null(database.Keys.Single().LastUsedAtMs);
        await app.Service<KeyStore>().SaveLastUseAsync(CancellationToken.None);
        using (var database = app.OpenDatabase()) Assert.NotNull(database.Keys.Single().LastUsedAtMs);
    }

    [Theory]
    [InlineData("""{"scopes":["read"]}""", "422 required")]
    [InlineData("""{"name":"x"}""", "422 required")]
    [InlineData("""{"name":"x","scopes":[]}""", "422 required")]
    [InlineData("""{"name":"x","scopes":["reed"]}""", "422 unknown_value")]
    [InlineData("""{"name":"x","scopes":["read"],"expiresAt":"2020-01-01T00:00:00Z"}""", "422 out_of_range")]
    [InlineData("""{"name":"x","scopes":["read"],"expiresAt":"2030-01-01"}""", "422 invalid_instant")]
    [InlineData("""{"name":"x","scopes":["read"],"colour":1}""", "422 unknown_field")]
    [InlineData("""{"name":"\ud800","scopes":["read"]}""", "400 invalid_utf8")]
    [InlineData("""{"name":""", "400 malformed_json")]
    [InlineData("[]", "422 wrong_type")]
    public async Task Wrong_wish_makes_no_key(string body, string outcome)
    {
        var app = keyed.App;
        Assert.Equal(outcome, (await app.CallAsync("POST", "/v1/keys", Keyed.Admin, body)).Outcome());
        Assert.Empty((await app.CallAsync("GET", "/v1/keys", Keyed.Admin)).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Log_never_has_a_key()
    {
        using var lines = new LogLines(LogLevel.Trace);
        await using var app = await Keyed.StartAsync(builder => builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(lines), "Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft.AspNetCore=Trace");
        var (id, text) = await app.MakeKeyAsync("read");
        await app.CallAsync("GET", Question, text);
        await app.CallAsync("GET", Question, text + "x");
        await app.CallAsync("GET", "/v1/keys", text);
        await app.CallAsync("POST", $"/v1/keys/{id}/rotate", Keyed.Admin);
        Assert.NotEmpty(lines.All);
        Assert.DoesNotContain(lines.All, line => line.Contains(text[^43..], StringComparison.Ordinal) || line.Contains(Keyed.Admin, StringComparison.Ordinal));
    }

    /// <summary>Guessing costs nothing, so it must not fill a disk.</summary>
    [Fact]
    public async Task Wrong_key_of_a_question_is_no_line_in_the_log()
    {
        using var log = new LogLines(LogLevel.Trace);
        await using var app = await Keyed.StartAsync(builder => builder.Logging.AddProvider(log), "Logging:LogLevel:Default=Information");
        Assert.Equal("401 key_unknown", (await app.CallAsync("GET", Question, "wrong")).Outcome());
        Assert.DoesNotContain(log.All, line => line.Contains("KpiApi.Auth.Schemes", StringComparison.Ordinal) || line.Contains("Authentication", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_are_told_once_and_once_when_they_can_again()
    {
        using var log = new LogLines(LogLevel.Trace);
        var clock = new WatchedClock();
        await using var app = await Keyed.StartAsync(builder =>
        {
            builder.Logging.AddProvider(log);
            builder.UseClock(clock);
        });
        using var database = app.OpenDatabase();
        await database.Database.ExecuteSqlAsync($"ALTER TABLE key_changes RENAME TO hidden");
        await UntilAsync("could not be read");
        var pauses = clock.Pauses;
        while (clock.Pauses < pauses + 3) await Task.Delay(5);
        await database.Database.ExecuteSqlAsync($"ALTER TABLE hidden RENAME TO key_changes");
        await UntilAsync("are read and written again");
        Assert.Single(log.All, line => line.Contains("could not be read", StringComparison.Ordinal));

        async Task UntilAsync(string text)
        {
            while (!log.All.Any(line => line.Contains(text, StringComparison.Ordinal))) await Task.Delay(5);
        }
    }

    /// <summary>The watch of the keys pauses for a hundredth of a second, and its pauses are counted.</summary>
    private sealed class WatchedClock : TimeProvider
    {
        private static readonly TimeSpan s_pauseOfWatch = TimeSpan.FromMilliseconds(500);

        private int _pauses;

        public int Pauses => Volatile.Read(ref _pauses);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == s_pauseOfWatch) Interlocked.Increment(ref _pauses);
            return base.CreateTimer(callback, state, dueTime == s_pauseOfWatch ? dueTime / 50 : dueTime, period);
        }
    }
}

using System.Diagnostics;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;

namespace KpiApi.Tests.Storage;

/// <summary>Several processes on one database: what one accepts the others answer. The classes at the end run all of it on each database.</summary>
public abstract class FollowingTests
{
    private static readonly string[] s_questions =
    [
        "metrics=tickets_created,tickets_resolved,handle_time,first_response_time,activities,csat,sla_first_response,account_value,operating_cost&period=all",
        "metrics=tickets_created,first_response_time,activities&period=all&groupBy=agent",
        "metrics=tickets_created,open_tickets&from=2026-01-01&to=2026-02-01&groupBy=channel",
        "metrics=agent_utilization&from=2026-01-01&to=2026-02-01&groupBy=agent",
    ];

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Every_kind_of_change_arrives_at_the_others()
    {
        await using var one = await KpiApp.StartOnAsync(NewDatabase());
        await using var two = await one.StartAnotherAsync();
        (string Method, string Path, string? Json)[] steps =
        [
            ("PUT", "/v1/events/E-0", """{"ticket":"T-1","type":"reply","at":"2026-01-05T09:40:00Z","agent":"anna"}"""),
            ("PUT", "/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:12:00Z","channel":"email"}"""),
            ("PUT", "/v1/tickets/T-2", """{"createdAt":"2026-01-05T09:12:00Z","channel":"chat","handleSeconds":60}"""),
            ("PUT", "/v1/tickets/T-2", """{"createdAt":"2026-01-05T09:12:00Z","channel":"phone","handleSeconds":90}"""),
            ("PUT", "/v1/events/E-1", """{"ticket":"T-1","type":"reply","at":"2026-01-05T09:50:00Z","agent":"bo"}"""),
            ("PUT", "/v1/events/E-0", """{"ticket":"T-2","type":"reply","at":"2026-01-05T09:40:00Z","agent":"anna"}"""),
            ("PUT", "/v1/surveys/S-1", """{"kind":"csat","respondedAt":"2026-01-06T09:40:00Z","score":5}"""),
            ("PUT", "/v1/surveys/S-1", """{"kind":"csat","respondedAt":"2026-01-06T09:40:00Z","score":1,"ticket":"T-1"}"""),
            ("PUT", "/v1/surveys/S-2", """{"kind":"csat","respondedAt":"2026-01-06T09:40:00Z","score":5,"ticket":"T-2"}"""),
            ("PUT", "/v1/surveys/S-2", """{"kind":"csat","respondedAt":"2026-01-06T09:40:00Z","score":5}"""),
            ("PUT", "/v1/accounts/A-1", """{"value":10}"""),
            ("PUT", "/v1/shifts/SH-1", """{"agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:30:00Z"}"""),
            ("PUT", "/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":310}"""),
            ("PUT", "/v1/agents/anna", """{"bot":true}"""),
            ("PUT", "/v1/sla-policies/gold", """{"firstResponseSeconds":3600}"""),
            ("PUT", "/v1/calendars/default", """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}"""),
            ("DELETE", "/v1/agents/anna", null),
            ("DELETE", "/v1/events/E-1", null),
            ("DELETE", "/v1/surveys/S-2", null),
            ("DELETE", "/v1/sla-policies/gold", null),
            ("PUT", "/v1/tickets/T-3", """{"createdAt":"2026-01-05T09:12:00Z","account":"A-1"}"""),
            ("DELETE", "/v1/tickets/T-1", null),
            ("PUT", "/v1/tickets/T-1", """{"createdAt":"2026-01-05T10:12:00Z","channel":"email"}"""),
            ("DELETE", "/v1/accounts/A-1", null),
            ("DELETE", "/v1/shifts/SH-1", null),
            ("DELETE", "/v1/costs/C-1", null),
        ];
        for (var step = 0; step < steps.Length; step++)
        {
            var (writer, other) = step % 2 == 0 ? (one, two) : (two, one);
            var (method, path, json) = steps[step];
            Assert.InRange((await writer.SendAsync(new HttpMethod(method), path, json)).Status, 200, 201);
            await SettleAsync(one, two);
            Assert.True((await NumbersAsync(writer)).SequenceEqual(await NumbersAsync(other)), $"after {method} {path}");
            if (step % 5 != 0) continue;
            await using var fresh = await one.StartAnotherAsync();
            var (expected, found) = (await NumbersAsync(fresh), await NumbersAsync(other));
            Assert.True(found.SequenceEqual(expected), $"step {step}, {method} {path}: fresh {string.Join("; ", expected.Except(found))}, other {string.Join("; ", found.Except(expected))}");
        }
    }

    [StoreFact]
    public async Task Writers_everywhere_end_in_the_same_numbers()
    {
        await using var one = await KpiApp.StartOnAsync(NewDatabase());
        await using var two = await one.StartAnotherAsync();
        await using var three = await one.StartAnotherAsync();
        KpiApp[] apps = [one, two, three];
        await Task.WhenAll(Enumerable.Range(0, 9).Select(async writer =>
        {
            for (var round = 0; round < 12; round++)
            {
                // The same thirty tickets from everywhere; two items a request, which are visible together or not at all.
                var (app, n) = (apps[writer % 3], ((writer * 7) + (round * 5)) % 30);
                Assert.Equal(200, (await app.PostLinesAsync("/v1/tickets", Ticket(n, writer), Ticket(n + 30, writer))).Status);
                await app.PostLinesAsync("/v1/events", Event(n, writer, round), Event(n + 30, writer, round));
                if (round % 4 == 3) await app.DeleteAsync($"/v1/tickets/T-{n}");
                if (writer == 4 && round == 6) await app.PutAsync("/v1/sla-policies/gold", """{"firstResponseSeconds":600}""");
                if (writer == 5 && round == 8) await app.PutAsync("/v1/agents/agent-2", """{"bot":true}""");
            }
        }));
        await SettleAsync(apps);
        await using var fresh = await one.StartAnotherAsync();
        var expected = await NumbersAsync(fresh);
        foreach (var app in apps) Assert.Equal(expected, await NumbersAsync(app));
    }

    [StoreFact]
    public async Task Version_of_another_is_waited_for()
    {
        await using var one = await KpiApp.StartOnAsync(NewDatabase());
        await using var two = await one.StartAnotherAsync();
        for (var n = 1; n <= 5; n++)
        {
            var written = await one.PutAsync($"/v1/tickets/T-{n}", """{"createdAt":"2026-01-05T09:12:00Z"}""");
            Assert.Equal($"{n}", await two.KpiAsync("tickets_created", $"period=all&minVersion={written["version"]}"));
        }
    }

    [StoreFact]
    public async Task What_one_accepts_another_answers_within_a_second_or_so()
    {
        await using var one = await KpiApp.StartOnAsync(NewDatabase());
        await using var two = await one.StartAnotherAsync();
        await one.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:12:00Z"}""");
        var watch = Stopwatch.StartNew();
        while (!two.Shows("T-1") && watch.Elapsed < TimeSpan.FromSeconds(30)) await Task.Delay(10);
        Assert.True(two.Shows("T-1"), $"not after {watch.Elapsed}");
    }

    [StoreFact]
    public async Task Setting_left_out_for_what_it_names_counts_again_everywhere_when_that_is_back()
    {
        await using var one = await KpiApp.StartOnAsync(NewDatabase());
        await one.PutAllAsync(
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:12:00Z","firstResponseAt":"2026-01-05T09:22:00Z"}"""),
            ("/v1/calendars/shop", """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}"""),
            ("/v1/sla-policies/gold", """{"firstResponseSeconds":3600,"calendar":"shop"}"""));
        // As two processes may that do not know of each other's change yet.
        await one.Service<GroupWriter>().WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, "calendars/shop"), CancellationToken.None);
        await one.DerivedAsync();
        Assert.Equal("null", await one.KpiAsync("sla_first_response"));
        await one.PutAsync("/v1/calendars/shop", """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""");
        await one.DerivedAsync();
        Assert.Equal("100", await one.KpiAsync("sla_first_response"));
    }

    /// <summary>Returns when all see the last commit, and none derives any more.</summary>
    private static async Task SettleAsync(params KpiApp[] apps)
    {
        bool Settled(long version) => apps.All(app => app.VisibleVersion == version && !app.Service<FactFeed>().IsDeriving);
        var watch = Stopwatch.StartNew();
        while (!Settled(apps[0].Service<StoreQueries>().ReadVersion()))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "The services do not come to rest.");
            await Task.Delay(10);
        }
    }

    private static async Task<List<string>> NumbersAsync(KpiApp app)
    {
        var numbers = new List<string>();
        foreach (var question in s_questions) numbers.AddRange(await Numbers.AskAsync(app.Http, question));
        return numbers;
    }

    private static string Ticket(int n, int writer) =>
        $$"""{"id":"T-{{n}}","createdAt":"2026-01-05T08:00:00Z","channel":"channel-{{writer % 4}}","agent":"agent-{{writer % 3}}","handleSeconds":{{writer}}}""";

    private static string Event(int n, int writer, int round) =>
        $$"""{"id":"E-{{n}}-{{writer}}-{{round}}","ticket":"T-{{n}}","type":"reply","at":"2026-01-05T08:{{writer + 10}}:{{round + 10}}Z","agent":"agent-{{writer % 3}}"}""";
}

public sealed class SqliteFollowingTests : FollowingTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.Sqlite();
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlFollowingTests : FollowingTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerFollowingTests : FollowingTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();
}

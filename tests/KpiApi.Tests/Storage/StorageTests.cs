using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Demo;
using KpiApi.Engine.Model;
using KpiApi.Http;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KpiApi.Tests.Storage;

/// <summary>What the service needs of its store, whichever database it is: the classes at the end run all of it on each.</summary>
public abstract class StorageTests
{
    /// <summary>Makes storing the agent bert fail.</summary>
    protected virtual string RefuseBert => "ALTER TABLE \"agents\" ADD CONSTRAINT \"no_bert\" CHECK (\"Id\" <> 'bert')";

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Rows_come_back_as_they_were_stored()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        using var database = app.OpenDatabase();
        var timelines = app.Service<StoreQueries>().ReadAll().SelectMany(chunk => chunk).Select(source => source.Timeline).OfType<Timeline>().ToList();
        Assert.Equal(ById(database.Tickets, row => row.Id), timelines.Select(timeline => timeline.Ticket).OfType<Ticket>().OrderBy(row => row.Id, StringComparer.Ordinal));
        Assert.Equal(ById(database.Events, row => row.Id), timelines.SelectMany(timeline => timeline.Events).OrderBy(row => row.Id, StringComparer.Ordinal));
        Assert.Equal(ById(database.Surveys, row => row.Id), timelines.SelectMany(timeline => timeline.Surveys).OrderBy(row => row.Id, StringComparer.Ordinal));
        Assert.Equal(["T-1", "T-2", "S-2"], timelines.Select(timeline => timeline.Key.Id));
        Assert.Equal(
            """T-1 2026-01-05T09:12:00.123Z e r p t a ä 😀 OnHold 3 4005 2026-01-05T09:17:00Z""",
            Line(database.Tickets.Single(row => row.Id == "T-1")));
        Assert.Equal((2.5, 1.0, 5.0), (database.Surveys.Single(row => row.Id == "S-1") is var survey ? (survey.Score!.Value, survey.ScaleMin, survey.ScaleMax) : default));
    }

    [StoreFact]
    public async Task What_is_sent_again_is_unchanged_and_every_member_that_differs_is_an_update()
    {
        await using var app = await StartAsync();
        await EachMemberAsync(app, "tickets", """{"createdAt":"2026-01-05T09:12:00Z","channel":"e","reason":"r","priority":"p","team":"t","agent":"a","account":"c","createdBy":"customer","status":"open","firstResponseAt":"2026-01-05T09:13:00Z","firstResolvedAt":"2026-01-05T09:14:00Z","resolvedAt":"2026-01-05T09:15:00Z","closedAt":"2026-01-05T09:16:00Z","reopens":1,"replies":2,"handleSeconds":3}""",
            """{"createdAt":"2026-01-05T09:12:00.001Z","channel":"E","reason":"r ","priority":"ṗ","team":null,"agent":"à","account":"C","createdBy":"agent","status":"solved","firstResponseAt":null,"firstResolvedAt":"2026-01-05T09:14:00.999Z","resolvedAt":"2026-01-05T09:15:01Z","closedAt":null,"reopens":2,"replies":null,"handleSeconds":3.001}""");
        await EachMemberAsync(app, "events", """{"ticket":"T-1","type":"status","at":"2026-01-05T09:40:00Z","actor":"system","agent":"a","public":true,"durationSeconds":4,"from":"open","to":"solved"}""",
            """{"ticket":"T-1 ","type":"note","at":"2026-01-05T09:40:01Z","actor":"bot","agent":"a ","public":false,"durationSeconds":null,"from":null,"to":"closed"}""");
        await EachMemberAsync(app, "surveys", """{"kind":"csat","ticket":"T-1","sentAt":"2026-01-05T09:40:00Z","respondedAt":"2026-01-05T09:41:00Z","score":2,"scaleMin":1,"scaleMax":5,"agent":"a","channel":"c","reason":"r","team":"t","account":"x","comment":"so so"}""",
            """{"ticket":null,"sentAt":null,"respondedAt":"2026-01-05T09:42:00Z","score":3,"agent":"A","channel":"c ","reason":null,"team":"T","account":"x ","comment":"so so "}""");
        await EachMemberAsync(app, "agents", """{"name":"Anna","team":"t","bot":false}""", """{"name":"anna","team":null,"bot":true}""");
        await EachMemberAsync(app, "accounts", """{"name":"A","value":1,"since":"2024-03-01T00:00:00Z","until":"2026-03-01T00:00:00Z"}""", """{"name":"A ","value":1.0001,"since":null,"until":null}""");
        await EachMemberAsync(app, "shifts", """{"agent":"a","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z","kind":"scheduled"}""", """{"agent":"b","from":"2026-01-05T08:00:01Z","to":"2026-01-05T16:00:01Z","kind":"available"}""");
        await EachMemberAsync(app, "costs", """{"from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z","amount":1,"channel":"c","team":"t"}""", """{"from":"2026-01-05T08:00:01Z","to":"2026-01-05T16:00:01Z","amount":99999999999.9999,"channel":null,"team":"T"}""");
    }

    [StoreFact]
    public async Task Ids_are_told_apart_to_the_letter()
    {
        await using var app = await StartAsync();
        string[] ids = ["a", "A", "a ", "a  ", "ä", "a\u0308", "ａ", "😀", "%", "_", "'", "\"", "[a]", "a\\b", new('x', 200), "ß", "ss"];
        var tickets = new JsonArray([.. ids.Select(id => new JsonObject { ["id"] = id, ["createdAt"] = "2026-01-05T09:12:00Z", ["account"] = id })]);
        var events = new JsonArray([.. ids.Select(id => new JsonObject { ["id"] = id, ["ticket"] = id, ["type"] = "note", ["at"] = "2026-01-05T09:13:00Z" })]);
        Assert.Equal($"{ids.Length}", (await app.PostAsync("/v1/events", events.ToJsonString()))["created"]);
        await using (var late = await app.StartAnotherAsync())
            Assert.Equal($"{ids.Length}", (await late.PostAsync("/v1/tickets", tickets.ToJsonString()))["created"]);
        Assert.Equal($"{ids.Length}", (await app.PostAsync("/v1/tickets", tickets.ToJsonString()))["unchanged"]);
        Assert.Equal($"{ids.Length}", await app.KpiAsync("activities"));
        foreach (var id in ids)
        {
            var found = (await app.GetAsync($"/v1/tickets/{Uri.EscapeDataString(id)}")).Json;
            Assert.Equal((id, id, 1), (found["ticket"]!["id"]!.ToString(), found["events"]![0]!["id"]!.ToString(), found["events"]!.AsArray().Count));
        }

        Assert.Equal("""{"tickets":1,"events":1,"surveys":0}""", (await app.DeleteAsync("/v1/accounts/a%20")).Json.ToJsonString());
        Assert.Equal(200, (await app.DeleteAsync("/v1/tickets/A")).Status);
        Assert.Equal(404, (await app.DeleteAsync($"/v1/tickets/{new string('x', 201)}")).Status);
        Assert.Equal(404, (await app.DeleteAsync($"/v1/tickets/{new string('x', 251)}")).Status);
        using var database = app.OpenDatabase();
        Assert.Equal(ids.Except(["a ", "A"]).Order(StringComparer.Ordinal), database.Tickets.Select(row => row.Id).AsEnumerable().Order(StringComparer.Ordinal));
    }

    [StoreFact]
    public async Task Write_that_fails_is_503_and_does_not_fail_the_others()
    {
        await using var app = await StartAsync();
        using (var database = app.OpenDatabase()) database.Database.ExecuteSqlRaw(RefuseBert);
        var answers = await Task.WhenAll(app.PutAsync("/v1/agents/anna", "{}"), app.PutAsync("/v1/agents/bert", "{}"), app.PutAsync("/v1/agents/cleo", "{}"));
        Assert.Equal([201, 503, 201], answers.Select(answer => answer.Status));
        Assert.Equal("/problems/store-unavailable", answers[1]["type"]);
        Assert.Equal(503, (await app.PostLinesAsync("/v1/agents", """{"id":"dora"}""", """{"id":"bert"}""")).Status);
        using var after = app.OpenDatabase();
        Assert.Equal(["anna", "cleo"], after.Agents.Select(agent => agent.Id).AsEnumerable().Order());
    }

    [StoreFact]
    public async Task More_tickets_than_a_chunk_holds_are_there_after_a_restart()
    {
        await using var app = await StartAsync();
        var tickets = Enumerable.Range(0, 17_000).Select(n => $$"""{"id":"T-{{n}}","createdAt":"2026-01-05T09:12:00Z","resolvedAt":"2026-01-06T09:12:00Z","handleSeconds":{{n}}}""");
        Assert.Equal("17000", (await app.PostLinesAsync("/v1/tickets", [.. tickets]))["created"]);
        await using var again = await app.StartAnotherAsync();
        Assert.Equal(("17000", "144491500"), (await again.KpiAsync("tickets_created"), await again.KpiAsync("handle_time:sum")));
        Assert.Equal(app.VisibleVersion, again.VisibleVersion);
    }

    [StoreFact]
    public async Task Numbers_are_those_of_the_embedded_store()
    {
        await using var app = await StartAsync();
        // Which need not be compared with itself.
        await using var embedded = app.Database.Provider == "Sqlite" ? null : await KpiApp.StartAsync();
        foreach (var one in (KpiApp[])(embedded is null ? [app] : [app, embedded]))
        {
            await FillAsync(one);
            await one.PutAllAsync(
                ("/v1/calendars/default", """{"timeZone":"Europe/Berlin","hours":{"monday":[{"from":"09:00","to":"18:00"}],"friday":[{"from":"09:00","to":"16:00"}]},"holidays":["2026-05-01"]}"""),
                ("/v1/sla-policies/gold", """{"when":{"priority":["high","urgent"]},"firstResponseSeconds":3600,"resolutionSeconds":86400,"calendar":"default"}"""));
            await DemoLoader.LoadAsync(one.Service<GroupWriter>(), DateTimeOffset.Parse("2026-10-01T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), _ => { }, CancellationToken.None);
            await one.DerivedAsync();
        }

        var numbers = await Numbers.OfAsync(app.Http);
        Assert.True(numbers.Count > 1_000, $"{numbers.Count} rows");
        if (embedded is not null) Assert.Equal(await Numbers.OfAsync(embedded.Http), numbers);
        // And those that the store gives back, not only those that it was given.
        await using var again = await app.StartAnotherAsync();
        Assert.Equal(numbers, await Numbers.OfAsync(again.Http));
    }

    private protected Task<KpiApp> StartAsync() => KpiApp.StartOnAsync(NewDatabase());

    private static async Task FillAsync(KpiApp app)
    {
        await app.PostLinesAsync("/v1/tickets",
            """{"id":"T-1","createdAt":"2026-01-05T09:12:00.123Z","channel":"e","reason":"r","priority":"p","team":"t","agent":"a","account":"ä 😀","createdBy":"agent","status":"on_hold","firstResponseAt":"2026-01-05T09:13:00Z","firstResolvedAt":"2026-01-05T09:14:00Z","resolvedAt":"2026-01-05T09:15:00Z","closedAt":"2026-01-05T09:16:00Z","reopens":1,"replies":3,"handleSeconds":4.005,"updatedAt":"2026-01-05T09:17:00Z"}""",
            """{"id":"T-2","createdAt":"2026-01-05T09:12:00Z"}""");
        await app.PostLinesAsync("/v1/events",
            """{"id":"E-1","ticket":"T-1","type":"status","at":"2026-01-05T09:40:00Z","actor":"system","agent":"a","public":true,"durationSeconds":4,"from":"open","to":"solved"}""",
            """{"id":"E-2","ticket":"T-1","type":"note","at":"2026-01-05T09:41:00Z"}""");
        Assert.Equal("2", (await app.PostLinesAsync("/v1/surveys",
            """{"id":"S-1","ticket":"T-1","kind":"ces","sentAt":"2026-01-05T09:40:00Z","respondedAt":"2026-01-05T09:41:00Z","score":2.5,"scaleMin":1,"scaleMax":5,"lowerIsBetter":true,"agent":"a","channel":"c","reason":"r","team":"t","account":"x","comment":"so so"}""",
            """{"id":"S-2","kind":"nps","sentAt":"2026-01-05T09:40:00Z"}"""))["created"]);
        await app.PutAllAsync(
            ("/v1/accounts/A-1", """{"name":"Nordwind","value":12500.0001,"since":"2024-03-01T00:00:00Z","until":"2026-06-30T22:00:00Z"}"""),
            ("/v1/shifts/SH-1", """{"agent":"a","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:30:00Z","kind":"available"}"""),
            ("/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":99999999999.9999,"channel":"chat","team":"tier-1"}"""));
    }

    /// <summary>The whole item, then it again, then with each member of another text: exactly one change each.</summary>
    private static async Task EachMemberAsync(KpiApp app, string resource, string whole, string others)
    {
        Assert.Equal("created", (await app.PutAsync($"/v1/{resource}/X", whole))["outcome"]);
        Assert.Equal("unchanged", (await app.PutAsync($"/v1/{resource}/X", whole))["outcome"]);
        foreach (var (member, other) in JsonNode.Parse(others)!.AsObject())
        {
            var item = JsonNode.Parse(whole)!;
            item[member] = other?.DeepClone();
            var answer = await app.PutAsync($"/v1/{resource}/X", item.ToJsonString());
            Assert.True(answer.Status == 200 && answer["outcome"] == "updated", $"{resource} {member}: {answer.Json.ToJsonString()}");
            Assert.Equal("unchanged", (await app.PutAsync($"/v1/{resource}/X", item.ToJsonString()))["outcome"]);
            Assert.Equal("updated", (await app.PutAsync($"/v1/{resource}/X", whole))["outcome"]);
        }
    }

    private static string Line(Ticket t) => string.Join(' ', t.Id, InstantText.Utc(t.CreatedAtMs), t.Channel, t.Reason, t.Priority, t.Team, t.Agent, t.Account, t.Status, t.Replies, t.HandleMs, InstantText.Utc(t.UpdatedAtMs!.Value));

    private static IEnumerable<T> ById<T>(IQueryable<T> rows, Func<T, string> id) => rows.AsEnumerable().OrderBy(id, StringComparer.Ordinal);
}

public sealed class SqliteStorageTests : StorageTests
{
    protected override string RefuseBert => "CREATE TRIGGER no_bert BEFORE INSERT ON agents WHEN NEW.Id = 'bert' BEGIN SELECT RAISE(ABORT, 'no'); END";

    private protected override TestDatabase NewDatabase() => TestDatabase.Sqlite();
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlStorageTests : StorageTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerStorageTests : StorageTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();
}

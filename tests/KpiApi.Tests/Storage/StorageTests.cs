using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Demo;
using KpiApi.Engine.Model;
using KpiApi.Http;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KpiApi.Tests.Storage;

/// <summary>What the service needs of its store, whichever database it is: the classes at the end run all of it on each.</summary>
public abstract class StorageTests
{
    private const string Ticket = """{"createdAt":"2026-01-05T09:12:00Z"}""";
    private const string Reply = """{"ticket":"T-1","type":"reply","at":"2026-01-05T09:40:00Z","agent":"anna"}""";

    /// <summary>Makes storing the agent bert fail.</summary>
    protected virtual string RefuseBert => "ALTER TABLE \"agents\" ADD CONSTRAINT \"no_bert\" CHECK (\"Id\" <> 'bert')";

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Migrations_give_the_tables_of_the_model()
    {
        await using var app = await StartAsync();
        using var database = app.OpenDatabase();
        Assert.False(database.Database.HasPendingModelChanges());
        Assert.Empty(database.Database.GetPendingMigrations());
    }

    [StoreFact]
    public async Task Columns_of_the_statements_are_those_of_the_model()
    {
        await using var app = await StartAsync();
        using var database = app.OpenDatabase();
        SameColumns(database, StoreTables.Tickets);
        SameColumns(database, StoreTables.Events);
        SameColumns(database, StoreTables.Surveys);
        SameColumns(database, StoreTables.Agents);
        SameColumns(database, StoreTables.Accounts);
        SameColumns(database, StoreTables.Shifts);
        SameColumns(database, StoreTables.Costs);
        SameColumns(database, StoreTables.Settings);
    }

    [StoreFact]
    public async Task Processes_that_start_at_once_on_no_database_make_one()
    {
        var database = NewDatabase();
        var apps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => KpiApp.StartOnAsync(database, isOwner: false))));
        Assert.All(await Task.WhenAll(apps.Select(app => app.PutAsync("/v1/tickets/T-1", Ticket))), answer => Assert.Contains(answer["outcome"], (string[])["created", "unchanged"]));
        foreach (var app in apps) await app.DisposeAsync();
        await database.DropAsync();
    }

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
    public async Task Older_state_of_a_ticket_changes_nothing()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","agent":"a","updatedAt":"2026-01-05T10:00:00Z"}""");
        Assert.Equal("unchanged", (await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","agent":"b","updatedAt":"2026-01-05T09:59:59Z"}"""))["outcome"]);
        Assert.Equal("updated", (await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","agent":"b","updatedAt":"2026-01-05T10:00:00Z"}"""))["outcome"]);
        Assert.Equal("updated", (await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","agent":"c"}"""))["outcome"]);
        Assert.Equal("updated", (await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","agent":"d","updatedAt":"2026-01-05T09:59:59Z"}"""))["outcome"]);
    }

    [StoreFact]
    public async Task Ticket_gets_as_many_events_as_it_may_have_and_no_more_whoever_writes()
    {
        await using var app = await StartAsync();
        await using var other = await app.StartAnotherAsync();
        var table = StoreTables.Events with { MaxOfTicket = 3 };
        Assert.Equal("1 0 ", await WriteAsync(app, true, "a T"));
        Assert.Equal("1 0 ", await WriteAsync(other, true, "b T"));
        // To a database 'T' and 'T ' may be the same; they are two tickets.
        Assert.Equal("3 0 ", await WriteAsync(app, true, "c T ", "d T ", "e t"));
        Assert.Equal("0 0 1", await WriteAsync(other, true, "f T", "g T"));
        Assert.Equal("2 0 2", await WriteAsync(app, false, "a T", "f T", "g T", "h u"));
        Assert.Equal("0 0 0 1", await WriteAsync(other, false, "g T", "h T"));
        Assert.Equal("1 0 3 4", await WriteAsync(app, false, "i T ", "i T ", "f T", "j T ", "k T"));
        await app.DeleteAsync("/v1/events/a");
        Assert.Equal("1 0 1", await WriteAsync(other, false, "j T", "k T"));
        Assert.Equal("3 0 3", await WriteAsync(app, false, "1 new", "2 new", "3 new", "4 new"));

        async Task<string> WriteAsync(KpiApp to, bool isAllOrNothing, params string[] events)
        {
            var rows = events.Select(text => new TicketEvent { Id = text.Split(' ', 2)[0], Ticket = text.Split(' ', 2)[1], Type = "note", AtMs = 1 }).ToList();
            var result = await to.Service<GroupWriter>().WriteAsync(new UpsertWrite<TicketEvent>(table, rows, isAllOrNothing: isAllOrNothing), CancellationToken.None);
            return $"{result.Created} {result.Updated} {string.Join(' ', result.Refused ?? [])}";
        }
    }

    [StoreFact]
    public async Task Same_id_several_times_in_one_batch_is_taken_in_order()
    {
        await using var app = await StartAsync();
        var answer = await app.PostLinesAsync("/v1/tickets",
            """{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","agent":"a"}""",
            """{"id":"T-2","createdAt":"2026-01-05T09:12:00Z"}""",
            """{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","agent":"b"}""",
            """{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","agent":"b"}""",
            """{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","agent":"c"}""");
        Assert.Equal(("2", "2", "1", "1"), (answer["created"], answer["updated"], answer["unchanged"], answer["version"]));
        Assert.Equal("c", (await app.GetAsync("/v1/tickets/T-1")).Json["ticket"]!["agent"]!.ToString());
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
    public async Task Texts_of_any_length_and_letters_come_back()
    {
        await using var app = await StartAsync();
        var comment = string.Concat(Enumerable.Repeat("zwölf 😀\n\t\"\\/', ", 600));
        var survey = new JsonObject { ["kind"] = "nps", ["respondedAt"] = "2026-01-06T09:40:00Z", ["score"] = 9, ["comment"] = comment, ["agent"] = new string('長', 200) };
        Assert.Equal(201, (await app.PutAsync("/v1/surveys/S-1", survey.ToJsonString())).Status);
        Assert.Equal("unchanged", (await app.PutAsync("/v1/surveys/S-1", survey.ToJsonString()))["outcome"]);
        using var database = app.OpenDatabase();
        Assert.Equal((comment, new string('長', 200)), (database.Surveys.Single() is var row ? (row.Comment, row.Agent) : default));
    }

    [StoreFact]
    public async Task Concurrent_requests_share_transactions_and_versions_have_no_gap()
    {
        await using var app = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => app.PutAsync($"/v1/tickets/T-{n}", Ticket)));
        Assert.All(answers, answer => Assert.Equal("created", answer["outcome"]));
        var versions = answers.Select(answer => (long)answer.Json["version"]!).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(n => (long)n), versions);
        Assert.True(versions.Count < 100, $"{versions.Count} versions");
        using var database = app.OpenDatabase();
        Assert.Equal(versions, database.Tickets.Select(row => EF.Property<long>(row, KpiDbContext.Version)).Distinct().AsEnumerable().Order());
    }

    [StoreFact]
    public async Task Versions_of_concurrent_processes_have_no_gap_and_are_in_the_order_of_commit()
    {
        await using var one = await StartAsync();
        await using var two = await one.StartAnotherAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => (n % 2 == 0 ? one : two).PutAsync($"/v1/tickets/T-{n}", Ticket)));
        var versions = answers.Select(answer => (long)answer.Json["version"]!).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(n => (long)n), versions);
        using var database = one.OpenDatabase();
        Assert.Equal(60, database.Tickets.Count());
        var stamped = database.Tickets.OrderBy(row => EF.Property<long>(row, KpiDbContext.Seq)).Select(row => EF.Property<long>(row, KpiDbContext.Version)).ToList();
        Assert.Equal(stamped.Order(), stamped);
    }

    /// <summary>Each version adds one ticket, so a view of version v has v of them, however many come while it is read.</summary>
    [StoreFact]
    public async Task Version_and_rows_of_a_view_are_of_one_moment()
    {
        await using var one = await StartAsync();
        await using var two = await one.StartAnotherAsync();
        await SeeOneMomentAsync(one, two);
    }

    [StoreFact]
    public async Task Nothing_changed_raises_no_version()
    {
        await using var app = await StartAsync();
        Assert.Equal("1", (await app.PutAsync("/v1/tickets/T-1", Ticket))["version"]);
        Assert.Equal("1", (await app.PutAsync("/v1/tickets/T-1", Ticket))["version"]);
        Assert.Equal(404, (await app.DeleteAsync("/v1/tickets/T-2")).Status);
        Assert.Equal("2", (await app.PutAsync("/v1/tickets/T-3", Ticket))["version"]);
    }

    [StoreFact]
    public async Task Deleted_and_moved_rows_leave_a_tombstone()
    {
        await using var app = await StartAsync();
        await app.PutAllAsync(("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:12:00Z","account":"A-1"}"""), ("/v1/tickets/T-2", Ticket), ("/v1/events/E-1", Reply));
        Assert.Equal("updated", (await app.PutAsync("/v1/events/E-1", Reply.Replace("T-1", "T-2", StringComparison.Ordinal)))["outcome"]);
        await app.DeleteAsync("/v1/events/E-1");
        await app.DeleteAsync("/v1/tickets/T-1");
        using var database = app.OpenDatabase();
        Assert.Equal(
            ["Event E-1 T-1  4", "Event E-1 T-2  5", "Ticket T-1  A-1 6"],
            Graveyard.Read(database, "E-1", "T-1", "T-2", "A-1"));
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
    public async Task Account_is_erased_with_all_that_belongs_to_it_and_nothing_else()
    {
        await using var app = await StartAsync();
        await app.PutAllAsync(
            ("/v1/accounts/A-1", "{}"),
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-1"}"""),
            ("/v1/tickets/T-2", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-2"}"""),
            ("/v1/events/E-1", Reply),
            ("/v1/surveys/S-1", """{"kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":5,"ticket":"T-1"}"""),
            ("/v1/surveys/S-2", """{"kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":5,"account":"A-1"}"""),
            ("/v1/surveys/S-3", """{"kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":5,"ticket":"T-2"}"""));
        Assert.Equal("""{"tickets":1,"events":1,"surveys":2}""", (await app.DeleteAsync("/v1/accounts/A-1")).Json.ToJsonString());
        Assert.Equal("1", await app.KpiAsync("tickets_created"));
        using var database = app.OpenDatabase();
        Assert.Equal(["Account A-1", "Event E-1 T-1", "Survey S-1 T-1", "Survey S-2", "Ticket T-1"],
            Graveyard.Read(database, "A-1", "E-1", "T-1", "S-1", "S-2").Select(text => string.Join(' ', text.Split(' ')[..3]).TrimEnd()).Order(StringComparer.Ordinal));
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

    private protected static async Task SeeOneMomentAsync(KpiApp one, KpiApp two)
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(((KpiApp[])[one, two]).Select(async (app, place) =>
        {
            for (var n = 0; !stop.IsCancellationRequested || n < 10; n++) Assert.Equal(201, (await app.PutAsync($"/v1/tickets/T-{place}-{n}", Ticket)).Status);
        }));
        for (var views = 0; views < 30; views++)
        {
            using var view = one.Service<StoreQueries>().OpenView();
            await Task.Delay(5);
            Assert.Equal(view.Version, view.Reader.Rows(StoreTables.Tickets, null).Count);
            Assert.Equal(view.Version, view.Reader.Version());
        }

        await stop.CancelAsync();
        await writing;
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

    private static void SameColumns<T>(KpiDbContext database, StoreTable<T> table)
    {
        var entity = database.Model.FindEntityType(typeof(T))!;
        Assert.Equal(table.Name, entity.GetTableName());
        Assert.Equal(
            entity.GetProperties().Where(property => property.GetComputedColumnSql() is null).Select(property => property.Name).Order(StringComparer.Ordinal),
            table.Columns.Select(column => column.Name).Append(KpiDbContext.Seq).Append(KpiDbContext.Version).Order(StringComparer.Ordinal));
    }
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

    [StoreFact]
    public async Task Version_and_rows_of_a_view_are_of_one_moment_without_snapshots_too()
    {
        await using var one = await StartAsync();
        await using var two = await one.StartAnotherAsync();
        using (var database = one.OpenDatabase()) database.Database.ExecuteSqlRaw("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION OFF");
        await SeeOneMomentAsync(one, two);
    }

    [StoreFact]
    public async Task Version_that_was_given_before_is_refused_and_loses_nothing()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/v1/agents/anna", "{}");
        using var database = app.OpenDatabase();
        database.Database.ExecuteSqlRaw("INSERT INTO \"commits\" (\"Version\") VALUES (2)");
        Assert.Equal(503, (await app.PutAsync("/v1/agents/bert", "{}")).Status);
        database.Database.ExecuteSqlRaw("DELETE FROM \"commits\" WHERE \"Version\" = 2");
        Assert.Equal("2", (await app.PutAsync("/v1/agents/bert", "{}"))["version"]);
    }
}

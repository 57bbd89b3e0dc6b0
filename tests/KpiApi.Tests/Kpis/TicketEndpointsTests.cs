namespace KpiApi.Tests.Kpis;

public sealed class TicketEndpointsTests(TimelineDesk desk, EmptyDesk empty, WrittenApp written)
    : IClassFixture<TimelineDesk>, IClassFixture<EmptyDesk>, IClassFixture<WrittenApp>
{
    [Fact]
    public async Task Ticket_is_told_with_its_timeline_in_order()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/tickets/T");
        Assert.Equal(200, reply.Status);
        Assert.Equal(("T", "2026-03-02T09:00:00Z", "email"), ((string?)reply.Json["ticket"]!["id"], (string?)reply.Json["ticket"]!["createdAt"], (string?)reply.Json["ticket"]!["channel"]));
        Assert.Equal(["E1", "E2", "E3", "E4", "E5"], reply.Each("events", "id"));
        Assert.Equal(
            """{"id":"E1","type":"reply","at":"2026-03-02T10:00:00Z","actor":"agent","agent":"anna","public":true,"durationSeconds":90.5,"from":null,"to":null}""",
            reply.Json["events"]![0]!.ToJsonString());
        Assert.Equal(
            Reading.OneLine("""
            {"id":"S","kind":"csat","sentAt":"2026-03-02T14:00:00Z","respondedAt":"2026-03-02T15:00:00Z","score":4,"scaleMin":1,"scaleMax":5,"lowerIsBetter":false,
            "comment":"fine","creditedAgent":"bo","outcome":"positive"}
            """), reply.Json["surveys"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("status", "open")]
    [InlineData("agent", "bo")]
    [InlineData("firstResponseAt", "2026-03-02T10:00:00Z")]
    [InlineData("responder", "anna")]
    [InlineData("firstResponseSeconds", "3600")]
    [InlineData("firstResolutionSeconds", "14400")]
    [InlineData("resolutionSeconds", "14400")]
    [InlineData("requesterWaitSeconds", "10800")]
    [InlineData("handleSeconds", "90.5")]
    [InlineData("activities", "4")]
    [InlineData("activitiesToResolution", "4")]
    [InlineData("repliesToResolution", "1")]
    [InlineData("reopened", "true")]
    [InlineData("firstContactResolution", "true")]
    [InlineData("resolutions", """[{"at":"2026-03-02T13:00:00Z","agent":"anna"}]""")]
    [InlineData("reopens", """[{"at":"2026-03-03T13:00:00Z","agent":"anna"}]""")]
    [InlineData("openIntervals", """[{"from":"2026-03-02T09:00:00Z","to":"2026-03-02T13:00:00Z"},{"from":"2026-03-03T13:00:00Z","to":null}]""")]
    [InlineData("promises", "[]")]
    public async Task Fact_that_a_number_counts_is_told(string fact, string value)
    {
        var app = desk.App;
        var told = (await app.ReadAsync("/v1/tickets/T")).Json["facts"]![fact]!;
        Assert.Equal(value, told is System.Text.Json.Nodes.JsonArray ? told.ToJsonString() : told.ToString());
    }

    [Fact]
    public async Task Stages_without_stage_events_are_the_statuses()
    {
        var app = desk.App;
        var stages = (await app.ReadAsync("/v1/tickets/T")).Json["facts"]!["stages"]!.AsArray();
        Assert.Equal("""{"stage":"new","from":"2026-03-02T09:00:00Z","to":"2026-03-02T11:00:00Z"}""", stages[0]!.ToJsonString());
        Assert.Equal(["new", "pending", "open", "open"], stages.Select(s => (string?)s!["stage"]));
    }

    [Fact]
    public async Task Ticket_that_counts_nowhere_has_no_facts()
    {
        await using var app = await Reading.StartAsync();
        await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-03-02T09:00:00Z","status":"spam"}""");
        var reply = await app.ReadInBothAsync("/v1/tickets/T");
        Assert.Equal(("spam", null), ((string?)reply.Json["ticket"]!["status"], reply.Json["facts"]));
    }

    [Fact]
    public async Task Unknown_ticket_is_404()
    {
        var app = empty.App;
        var reply = await app.ReadInBothAsync("/v1/tickets/nobody");
        Assert.Equal((404, "application/problem+json", "/problems/unknown-ticket"), (reply.Status, reply.Type, (string?)reply.Json["type"]));
        Assert.Equal(["id unknown_ticket nobody → -"], reply.Errors);
    }

    [Fact]
    public async Task Unknown_parameter_is_400()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/tickets/T?timezone=UTC");
        Assert.Equal(["timezone unknown_parameter - → -"], reply.Errors);
        Assert.Equal(400, reply.Status);
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("ä b", "%C3%A4%20b")]
    public async Task Id_is_found_as_it_was_put(string id, string path)
    {
        var app = written.App;
        Assert.Equal(201, (await app.PutAsync("/v1/tickets/" + path, """{"createdAt":"2026-03-02T09:00:00Z"}""")).Status);
        Assert.Equal(id, (string?)(await app.ReadInBothAsync("/v1/tickets/" + path)).Json["ticket"]!["id"]);
    }
}

/// <summary>One ticket that was answered, solved and opened again, and its survey.</summary>
public sealed class TimelineDesk : SharedApp
{
    private protected override async Task<KpiApp> StartAsync()
    {
        var app = await Reading.StartAsync();
        await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-03-02T09:00:00Z","channel":"email","agent":"bo"}""");
        await app.PostLinesAsync(
            "/v1/events",
            """{"id":"E4","ticket":"T","type":"status","at":"2026-03-02T13:00:00Z","agent":"anna","from":"open","to":"solved"}""",
            """{"id":"E5","ticket":"T","type":"status","at":"2026-03-03T13:00:00Z","actor":"customer","to":"open"}""",
            """{"id":"E2","ticket":"T","type":"status","at":"2026-03-02T11:00:00Z","agent":"anna","from":"new","to":"pending"}""",
            """{"id":"E3","ticket":"T","type":"status","at":"2026-03-02T12:00:00Z","agent":"anna","to":"open"}""",
            """{"id":"E1","ticket":"T","type":"reply","at":"2026-03-02T10:00:00Z","agent":"anna","durationSeconds":90.5}""");
        await app.PostAsync("/v1/surveys", """{"id":"S","kind":"csat","ticket":"T","sentAt":"2026-03-02T14:00:00Z","respondedAt":"2026-03-02T15:00:00Z","score":4,"comment":"fine"}""");
        return app;
    }
}

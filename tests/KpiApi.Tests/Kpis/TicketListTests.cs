using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Tests.Kpis;

public sealed class TicketListTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    [Fact]
    public async Task Item_tells_the_ticket_as_the_numbers_see_it()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/tickets?channel=email&agent=anna");
        Assert.Equal(
            Reading.OneLine("""
            {"items":[{"id":"A","createdAt":"2026-03-02T09:00:00Z","state":"resolved","status":"solved","agent":"anna","team":null,"channel":"email","reason":null,"priority":null,
            "account":null,"firstResponseAt":"2026-03-02T09:10:00Z","lastResponseAt":"2026-03-02T09:10:00Z","handleSeconds":300,"accountValue":null,"dueAt":null,"dueTarget":null,"tags":[]}],"nextCursor":null}
            """), reply.Text);
    }

    [Theory]
    [InlineData("", "A B C D")]
    [InlineData("state=all", "A B C D")]
    [InlineData("state=open", "C D")]
    [InlineData("state=resolved", "A B")]
    [InlineData("channel.not=email", "C D")]
    [InlineData("channel.in=email,chat", "A B C")]
    [InlineData("channel.in=chat,", "C D")]
    [InlineData("channel.in=chat&channel=email&agent.in=bo,anna", "A B C")]
    [InlineData("channel=", "D")]
    [InlineData("channel=email&channel=chat&state=open", "C")]
    [InlineData("channel=fax&allowUnknown=true", "")]
    [InlineData("orderBy=createdAt", "A B C D")]
    [InlineData("orderBy=-createdAt", "D C B A")]
    [InlineData("orderBy=lastResponseAt", "A B C D")]
    [InlineData("orderBy=-lastResponseAt", "C B A D")]
    [InlineData("orderBy=handleSeconds", "A B C D")]
    [InlineData("orderBy=-handleSeconds", "B A C D")]
    public async Task List_is_filtered_and_ordered_with_nothing_last(string query, string ids)
    {
        var app = desk.App;
        Assert.Equal(ids, string.Join(' ', (await app.ReadInBothAsync("/v1/tickets?" + query)).Each("items", "id")));
    }

    [Fact]
    public async Task Last_response_is_the_last_answer_of_the_events()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PostLinesAsync(
            "/v1/events",
            """{"id":"E1","ticket":"D","type":"reply","at":"2026-03-04T09:30:00Z","agent":"bo"}""",
            """{"id":"E2","ticket":"D","type":"reply","at":"2026-03-05T09:30:00Z","agent":"bo"}""",
            """{"id":"E3","ticket":"D","type":"note","at":"2026-03-06T09:30:00Z","agent":"bo"}""");
        var reply = await app.ReadInBothAsync("/v1/tickets?orderBy=-lastResponseAt&limit=1");
        Assert.Equal(["D"], reply.Each("items", "id"));
        Assert.Equal(["2026-03-05T09:30:00Z"], reply.Each("items", "lastResponseAt"));
    }

    [Fact]
    public async Task Most_valuable_account_can_come_first()
    {
        await using var app = await Reading.StartAsync();
        await app.PostLinesAsync(
            "/v1/tickets",
            """{"id":"A","createdAt":"2026-03-02T09:00:00Z","account":"small"}""",
            """{"id":"B","createdAt":"2026-03-02T09:00:00Z"}""",
            """{"id":"C","createdAt":"2026-03-02T09:00:00Z","account":"large"}""");
        app.Facts.Publish([Account("small", 12_000_000), Account("large", 900_000_000)], app.VisibleVersion);
        var reply = await app.ReadInBothAsync("/v1/tickets?orderBy=-accountValue");
        Assert.Equal(["C", "A", "B"], reply.Each("items", "id"));
        Assert.Equal(["90000", "1200", "null"], reply.Each("items", "accountValue"));
    }

    [Fact]
    public async Task Promise_that_is_due_first_can_come_first()
    {
        await using var app = await Reading.StartAsync();
        await app.PutAllAsync(
            ("/v1/sla-policies/all", """{"order":1,"firstResponseSeconds":3600,"resolutionSeconds":86400}"""),
            ("/v1/tickets/A", """{"createdAt":"2026-03-10T11:30:00Z"}"""),
            ("/v1/tickets/B", """{"createdAt":"2026-03-10T08:00:00Z"}"""),
            ("/v1/tickets/C", """{"createdAt":"2026-03-09T08:00:00Z","firstResponseAt":"2026-03-09T08:30:00Z"}"""),
            ("/v1/tickets/D", """{"createdAt":"2026-03-09T08:00:00Z","resolvedAt":"2026-03-10T08:00:00Z"}"""));
        await app.DerivedAsync();
        var reply = await app.ReadInBothAsync("/v1/tickets?orderBy=dueAt");
        Assert.Equal(
            ["C 2026-03-10T08:00:00Z resolution", "B 2026-03-10T09:00:00Z first_response", "A 2026-03-10T12:30:00Z first_response", "D null null"],
            reply.Each("items", "id").Zip(reply.Each("items", "dueAt"), reply.Each("items", "dueTarget")).Select(item => $"{item.First} {item.Second} {item.Third}"));
    }

    [Theory]
    [InlineData("orderBy=createdAt")]
    [InlineData("orderBy=dueAt")]
    [InlineData("orderBy=-handleSeconds")]
    [InlineData("orderBy=lastResponseAt&channel.not=chat")]
    public async Task Pages_fit_together(string query)
    {
        var app = desk.App;
        var whole = (await app.ReadInBothAsync("/v1/tickets?" + query)).Each("items", "id");
        var (told, cursor) = (new List<string>(), "");
        do
        {
            var page = await app.ReadInBothAsync($"/v1/tickets?{query}&limit=1{cursor}");
            told.AddRange(page.Each("items", "id"));
            cursor = page.Json["nextCursor"] is { } next ? "&cursor=" + next : null;
        }
        while (cursor is not null && told.Count < 9);
        Assert.Equal(whole, told);
    }

    [Fact]
    public async Task Resolved_ticket_has_the_status_that_it_was_left_in()
    {
        await using var app = await Reading.StartAsync();
        await app.PostLinesAsync(
            "/v1/tickets",
            """{"id":"A","createdAt":"2026-03-02T09:00:00Z","resolvedAt":"2026-03-02T10:00:00Z","status":"closed"}""",
            """{"id":"B","createdAt":"2026-03-02T09:00:00Z","resolvedAt":"2026-03-02T10:00:00Z"}""",
            """{"id":"C","createdAt":"2026-03-02T09:00:00Z"}""");
        var reply = await app.ReadInBothAsync("/v1/tickets?orderBy=createdAt");
        Assert.Equal(["resolved closed", "resolved solved", "open new"], reply.Each("items", "state").Zip(reply.Each("items", "status"), (state, status) => $"{state} {status}"));
    }

    [Fact]
    public async Task Csv_tells_the_same()
    {
        await using var app = await Reading.StartAsync();
        await app.PostAsync("/v1/tickets", """{"id":"A","createdAt":"2026-03-02T09:00:00Z","channel":"=1+1","handleSeconds":1.5}""");
        Assert.Equal(
            "id,createdAt,state,status,agent,team,channel,reason,priority,account,firstResponseAt,lastResponseAt,handleSeconds,accountValue,dueAt,dueTarget,tags\r\n"
            + "A,2026-03-02T09:00:00Z,open,new,,,'=1+1,,,,,,1.5,,,,\r\n", (await app.ReadAsync("/v1/tickets?format=csv")).Text);
    }

    [Theory]
    [InlineData("state=opened", "state invalid_value opened → open")]
    [InlineData("orderBy=createdat", "orderBy unknown_column createdat → createdAt")]
    [InlineData("orderBy=createdA", "orderBy unknown_column createdA → createdAt")]
    [InlineData("channel=emial", "channel unknown_value emial → email")]
    [InlineData("chanel=email", "chanel unknown_parameter - → channel")]
    [InlineData("status=open", "status dimension_not_allowed status → -")]
    [InlineData("limit=1001", "limit invalid_value 1001 → -")]
    [InlineData("cursor=abc", "cursor invalid_value abc → -")]
    [InlineData("format=xml", "format invalid_value xml → -")]
    public async Task Mistake_is_named(string query, string error)
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/tickets?" + query);
        Assert.Equal([error], reply.Errors);
        Assert.Equal(400, reply.Status);
    }

    private static FactChange Account(string id, long valueUnits)
    {
        var facts = OwnerFacts.Of(new Account { Id = id, ValueUnits = valueUnits });
        return new FactChange(facts.Key, facts);
    }
}

using KpiApi.Engine.Model;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Tests.Ingest;

public sealed class TicketRulesTests
{
    [Theory]
    [InlineData("""{"createdAt":"2026-01-05T09:12:00"}""", "/createdAt offset_missing")]
    [InlineData("""{"createdAt":"2026-01-05"}""", "/createdAt invalid_instant")]
    [InlineData("""{"createdAt":"2026-02-29T00:00:00Z"}""", "/createdAt invalid_instant")]
    [InlineData("""{"createdAt":"2026-01-05T24:00:00Z"}""", "/createdAt invalid_instant")]
    [InlineData("""{"createdAt":"2026-01-05T09:12:00+1:00"}""", "/createdAt invalid_instant")]
    [InlineData("""{"createdAt":"1899-12-31T00:00:00Z"}""", "/createdAt out_of_range")]
    [InlineData("""{"createdAt":"2201-01-01T00:00:00Z"}""", "/createdAt out_of_range")]
    [InlineData("""{"createdAt":1767604320}""", "/createdAt wrong_type")]
    [InlineData("{}", "/createdAt required")]
    [InlineData("""{"createdAt":null}""", "/createdAt required")]
    public void Creation_that_is_wrong_is_told(string body, string problem) => Refused(body, problem);

    [Theory]
    [InlineData("\"firstResponseAt\":\"2026-01-05T09:11:59.999Z\"", "/firstResponseAt first_response_before_created")]
    [InlineData("\"firstResolvedAt\":\"2026-01-05T09:11:00Z\"", "/firstResolvedAt first_resolved_before_created")]
    [InlineData("\"resolvedAt\":\"2026-01-05T09:11:00Z\"", "/resolvedAt resolved_before_created")]
    [InlineData("\"closedAt\":\"2026-01-05T09:11:00Z\"", "/closedAt closed_before_created")]
    [InlineData("\"updatedAt\":\"2026-01-05T09:11:00Z\"", "/updatedAt updated_before_created")]
    [InlineData("\"firstResolvedAt\":\"2026-01-07T00:00:00Z\",\"resolvedAt\":\"2026-01-06T00:00:00Z\"", "/firstResolvedAt first_resolution_after_last")]
    [InlineData("\"status\":\"solved\"", "/status resolved_without_time")]
    [InlineData("\"status\":\"closed\"", "/status resolved_without_time")]
    [InlineData("\"status\":\"open\",\"resolvedAt\":\"2026-01-06T00:00:00Z\"", "/status status_contradicts_times")]
    [InlineData("\"status\":\"new\",\"firstResolvedAt\":\"2026-01-06T00:00:00Z\",\"reopens\":0", "/status status_contradicts_times")]
    [InlineData("\"status\":\"pending\",\"closedAt\":\"2026-01-06T00:00:00Z\"", "/status status_contradicts_times")]
    [InlineData("\"status\":\"on_hold\",\"resolvedAt\":\"2026-01-06T00:00:00Z\",\"reopens\":null", "/status status_contradicts_times")]
    [InlineData("\"status\":\"Solved\"", "/status unknown_value")]
    [InlineData("\"createdBy\":\"bot\"", "/createdBy unknown_value")]
    [InlineData("\"reopens\":-1", "/reopens out_of_range")]
    [InlineData("\"replies\":1.5", "/replies not_whole")]
    [InlineData("\"replies\":\"1\"", "/replies wrong_type")]
    [InlineData("\"handleSeconds\":-0.001", "/handleSeconds out_of_range")]
    [InlineData("\"handleSeconds\":1e400", "/handleSeconds out_of_range")]
    [InlineData("\"channel\":\"\"", "/channel empty")]
    [InlineData("\"channel\":\"  \"", "/channel empty")]
    [InlineData("\"channel\":\"a\\u0000b\"", "/channel control_character")]
    [InlineData("\"channel\":\"a\\nb\"", "/channel control_character")]
    [InlineData("\"channel\":\"a\\u0085b\"", "/channel control_character")]
    [InlineData("\"channel\":\"\\ud800\"", "/channel invalid_utf8")]
    [InlineData("\"channel\":{\"name\":\"email\"}", "/channel wrong_type")]
    [InlineData("\"channel\":\"a\",\"channel\":\"a\"", "/channel duplicate_field")]
    [InlineData("\"id\":\"\"", "/id empty")]
    [InlineData("\"a/b~c\":1", "/a~1b~0c unknown_field")]
    [InlineData("\"\\ud800\":[1,{}]", "/\\ud800 unknown_field")]
    [InlineData("\"replies\":\"\\ud800\"", "/replies wrong_type")]
    [InlineData("\"\\u0074eam\":\"\"", "/team empty")]
    public void Field_that_is_wrong_is_told(string fields, string problem) => Refused($$"""{"createdAt":"2026-01-05T09:12:00Z",{{fields}}}""", problem);

    [Theory]
    [InlineData("member{0}")]
    [InlineData("channel")]
    public void First_hundred_problems_of_an_item_are_told(string member)
    {
        var members = string.Join(',', Enumerable.Range(0, 5000).Select(n => $"\"{string.Format(null, member, n)}\":1"));
        Assert.InRange(Read($$"""{"id":"T-1",{{members}}}""").Rejected.Single().Count, 100, 103);
    }

    [Fact]
    public async Task Every_problem_is_told_at_once_with_value_and_nearest()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostAsync("/v1/tickets", """{"id":"T-1","createdat":"2026-01-05T09:12:00Z","status":"slved","reopens":-1,"channel":""}""");
        Assert.Equal(["/createdat unknown_field", "/status unknown_value", "/reopens out_of_range", "/channel empty"], answer.Codes);
        Assert.Equal(["createdAt", "solved", null, null], answer.Errors.Select(error => error!["nearest"]?.ToString()));
        Assert.Equal(["2026-01-05T09:12:00Z", "slved", "-1", ""], answer.Errors.Select(error => error!["value"]?.ToString()));
        Assert.All(answer.Errors, error => Assert.Equal("T-1", error!["id"]!.ToString()));
    }

    [Fact]
    public void Names_of_200_characters_are_possible_and_201_are_not()
    {
        Refused($$"""{"createdAt":"2026-01-05T09:12:00Z","channel":"{{new string('ü', 201)}}"}""", "/channel too_long");
        Assert.Equal(200, Read($$"""{"createdAt":"2026-01-05T09:12:00Z","channel":"{{new string('ü', 200)}}"}""").Row().Channel!.Length);
    }

    [Fact]
    public void Invalid_utf8_is_told()
    {
        byte[] body = [.. "{\"createdAt\":\"2026-01-05T09:12:00Z\",\"channel\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Equal("/channel invalid_utf8", OneItem.Read(TicketContract.Contract, body, "T-1").Problems());
    }

    [Fact]
    public async Task Ticket_with_every_field_is_stored_as_sent()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PutAsync("/v1/tickets/T-1", """
            {"createdAt":"2026-01-05T09:12:00.1239+01:00","channel":"e\u006dail","reason":"billing","priority":"high","team":"tier-1","agent":"anna",
             "account":"A-77","createdBy":"agent","status":"on_hold","firstResponseAt":"2026-01-05T08:12:01Z","firstResolvedAt":"2026-01-06T00:00:00,5Z",
             "resolvedAt":"2026-01-07T00:00-0330","closedAt":"2026-01-06T12:00:00+02","reopens":1,"replies":2.0,"handleSeconds":12.3456,
             "updatedAt":"2026-01-08T00:00:00Z"}
            """);
        Assert.Equal(201, answer.Status);
        using var database = app.OpenDatabase();
        Assert.Equal(
            new Ticket
            {
                Id = "T-1",
                CreatedAtMs = 1_767_600_720_123,
                Channel = "email",
                Reason = "billing",
                Priority = "high",
                Team = "tier-1",
                Agent = "anna",
                Account = "A-77",
                CreatedBy = CreatedBy.Agent,
                Status = TicketStatus.OnHold,
                FirstResponseAtMs = 1_767_600_721_000,
                FirstResolvedAtMs = 1_767_657_600_500,
                ResolvedAtMs = 1_767_756_600_000,
                ClosedAtMs = 1_767_693_600_000,
                Reopens = 1,
                Replies = 2,
                HandleMs = 12_346,
                UpdatedAtMs = 1_767_830_400_000,
            },
            database.Tickets.Single());
    }

    [Fact]
    public void Ticket_with_the_least_has_its_defaults() => Assert.Equal(
        new Ticket { Id = "T-1", CreatedAtMs = -1, CreatedBy = CreatedBy.Customer }, Read("""{"createdAt":"1969-12-31T23:59:59.9999Z","agent":null}""").Row());

    [Theory]
    [InlineData("""{"createdAt":"2026-01-05T09:12:00Z","firstResponseAt":"2026-01-05T09:12:00Z","resolvedAt":"2026-01-07T00:00:00Z","closedAt":"2026-01-06T00:00:00Z"}""")]
    [InlineData("""{"createdAt":"2026-01-05T09:12:00Z","status":"closed","closedAt":"2026-01-06T00:00:00Z"}""")]
    [InlineData("""{"createdAt":"2026-01-05T09:12:00Z","status":"merged","reopens":3}""")]
    [InlineData("""{"createdAt":"2026-01-05T09:12:00Z","status":"merged","resolvedAt":"2026-01-07T00:00:00Z"}""")]
    [InlineData("""{"createdAt":"2026-01-05T09:12:00Z","status":"open","resolvedAt":"2026-01-07T00:00:00Z","reopens":1}""")]
    public void Times_that_real_systems_send_are_accepted(string body) => Assert.Equal("", Read(body).Problems());

    [Theory]
    [InlineData("application/json", """[{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","status":"open","resolvedAt":"2026-01-06T00:00:00Z"}]""")]
    [InlineData("application/x-ndjson", """{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","status":"open","resolvedAt":"2026-01-06T00:00:00Z"}""")]
    [InlineData("text/csv", "id,createdAt,status,resolvedAt\nT-1,2026-01-05T09:12:00Z,open,2026-01-06T00:00:00Z")]
    public async Task Status_that_contradicts_the_times_is_refused_until_events_are_there_that_decide(string type, string body)
    {
        await using var app = await KpiApp.StartAsync();
        Assert.Equal("/status status_contradicts_times", string.Join(", ", (await app.PostAsync("/v1/tickets", body, type)).Codes));
        await app.PostAsync("/v1/events", """{"id":"E-1","ticket":"T-1","type":"status","from":"solved","to":"open","at":"2026-01-07T00:00:00Z"}""");
        Assert.Equal(200, (await app.PostAsync("/v1/tickets", body, type)).Status);
        Assert.Equal(("1", "1"), (await app.KpiAsync("reopens"), await app.KpiAsync("open_tickets", "from=2026-01-01&to=2026-02-01")));
    }

    private static void Refused(string body, string problem) => Assert.Equal(problem, Read(body).Problems());

    /// <summary>Of a ticket that no events are stored of.</summary>
    private static JsonItems<Ticket> Read(string body) => OneItem.Read(TicketContract.Contract, body, "T-1");
}

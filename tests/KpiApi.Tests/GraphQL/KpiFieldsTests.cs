using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

public sealed class KpiFieldsTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string March = """from: "2026-03-01", to: "2026-04-01" """;

    [Fact]
    public async Task Every_field_of_an_answer_is_there()
    {
        var app = desk.App;
        var data = await app.DataAsync(
            "{ kpis(input: {metrics: [{metric: CSAT}], " + March + """
            , interval: MONTH, groupBy: [CHANNEL], filters: [{dimension: CHANNEL, values: ["email"]}], compare: "previous_period", include: [TARGET, CONFIDENCE], timeZone: "Europe/Berlin"}) {
              from to timeZone rowCount asOf version warnings { code message }
              rows { time hourOfDay dayOfWeek keys { dimension value } values { ...All } } totals { ...All } } }
            fragment All on KpiValue { metric value count numerator denominator promoters passives detractors previous change changePercent
              confidence { low high } target { value warnAt status } }
            """);
        // Wilson's interval of 1 in 2.
        const string value = """
            {"metric":"csat","value":50,"count":2,"numerator":1,"denominator":2,"promoters":null,"passives":null,"detractors":null,"previous":null,"change":null,"changePercent":null,
            "confidence":{"low":9.4531,"high":90.5469},"target":{"value":80,"warnAt":null,"status":"MISSED"}}
            """;
        Assert.Equal(
            Reading.OneLine("""
            {"kpis":{"from":"2026-03-01T00:00:00+01:00","to":"2026-04-01T00:00:00+02:00","timeZone":"Europe/Berlin","rowCount":1,"asOf":"2026-03-10T12:00:00Z","version":2,"warnings":[],
            "rows":[{"time":"2026-03-01T00:00:00+01:00","hourOfDay":null,"dayOfWeek":null,"keys":[{"dimension":"CHANNEL","value":"email"}],"values":[
            """ + value + """]}],"totals":[""" + value + """]}}"""),
            data.ToJsonString(s_plain));
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Records_are_a_connection_of_as_many_nodes_as_the_count()
    {
        var app = desk.App;
        const string query = """
            query Q($after: String) { records(input: {metric: CSAT, from: "2026-03-01", to: "2026-04-01"}, first: 2, after: $after) {
              edges { cursor node { ticket } } nodes { ticket survey account at value counted keys { dimension value } }
              pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
            """;
        var first = (await app.DataAsync(query))["records"]!;
        var second = (await app.DataAsync(query, new System.Text.Json.Nodes.JsonObject { ["after"] = first["pageInfo"]!["endCursor"]!.ToString() }))["records"]!;
        Assert.Equal(["S1", "S2", "S3"], first["nodes"]!.AsArray().Concat(second["nodes"]!.AsArray()).Select(n => (string?)n!["survey"]));
        Assert.Equal(["A", "B"], first["edges"]!.AsArray().Select(e => (string?)e!["node"]!["ticket"]));
        Assert.Equal(("true", "false"), (first["pageInfo"]!["hasNextPage"]!.ToString(), first["pageInfo"]!["hasPreviousPage"]!.ToString()));
        Assert.Equal(("false", "true"), (second["pageInfo"]!["hasNextPage"]!.ToString(), second["pageInfo"]!["hasPreviousPage"]!.ToString()));
        Assert.Equal(first["edges"]![0]!["cursor"]!.ToString(), first["pageInfo"]!["startCursor"]!.ToString());
    }

    [Fact]
    public async Task Tickets_are_a_connection_in_the_order_asked()
    {
        var app = desk.App;
        var data = await app.DataAsync("""
            { tickets(input: {state: ALL, orderBy: HANDLE_SECONDS, descending: true, filters: [{dimension: CHANNEL, values: ["email", null]}]}) {
              nodes { id createdAt state status agent team channel reason priority account firstResponseAt lastResponseAt handleSeconds accountValue } } }
            """);
        var nodes = data["tickets"]!["nodes"]!.AsArray();
        Assert.Equal(["B", "A", "D"], nodes.Select(n => (string?)n!["id"]));
        Assert.Equal(
            Reading.OneLine("""
            {"id":"D","createdAt":"2026-03-04T09:00:00Z","state":"OPEN","status":"new","agent":null,"team":null,"channel":null,"reason":null,"priority":null,
            "account":null,"firstResponseAt":null,"lastResponseAt":null,"handleSeconds":null,"accountValue":null}
            """), nodes[2]!.ToJsonString());
    }

    [Fact]
    public async Task Ticket_is_explained()
    {
        var app = desk.App;
        var data = await app.DataAsync("""
            { ticket(id: "A") { ticket { id createdAt channel reason priority team agent account createdBy status firstResponseAt firstResolvedAt resolvedAt closedAt reopens replies handleSeconds updatedAt }
                events { id type at actor agent public durationSeconds from to }
                surveys { id kind sentAt respondedAt score scaleMin scaleMax lowerIsBetter comment creditedAgent outcome }
                facts { status agent team priority firstResponseAt responder firstResponseSeconds firstResolutionSeconds resolutionSeconds requesterWaitSeconds handleSeconds
                  activities activitiesToResolution repliesToResolution reopened firstContactResolution slaPolicy
                  resolutions { at agent } reopens { at agent } openIntervals { from to } stages { stage from to } promises { target met at agent } } }
              nobody: ticket(id: "Z") { ticket { id } } }
            """);
        Assert.Null(data["nobody"]);
        Assert.Equal(("A", "CUSTOMER"), (data["ticket"]!["ticket"]!["id"]!.ToString(), data["ticket"]!["ticket"]!["createdBy"]!.ToString()));
        Assert.Equal(("S1", "POSITIVE", "CSAT"), (data["ticket"]!["surveys"]![0]!["id"]!.ToString(), data["ticket"]!["surveys"]![0]!["outcome"]!.ToString(), data["ticket"]!["surveys"]![0]!["kind"]!.ToString()));
        Assert.Equal(("600", "3600"), (data["ticket"]!["facts"]!["firstResponseSeconds"]!.ToString(), data["ticket"]!["facts"]!["resolutionSeconds"]!.ToString()));
    }

    [Fact]
    public async Task Catalogue_dimension_and_version_are_rests()
    {
        var app = desk.App;
        var data = await app.DataAsync("""
            { version metrics { name title definition kind unit direction at by statistics dimensions target } dimension(name: CHANNEL, prefix: "E") { value count } first: dimension(name: CHANNEL, first: 1) { value } }
            """);
        Assert.Equal("2", data["version"]!.ToString());
        Assert.Equal((await app.ReadAsync("/v1/metrics")).Each("items", "definition"), data["metrics"]!.AsArray().Select(m => m!["definition"]!.ToString()));
        Assert.Equal("""[{"value":"email","count":2}]""", data["dimension"]!.ToJsonString());
        Assert.Equal("""[{"value":"email"}]""", data["first"]!.ToJsonString());
    }

    [Fact]
    public async Task Number_that_no_double_holds_has_rests_digits()
    {
        await using var app = await Reading.StartDeskAsync();
        for (var n = 0; n < 11; n++)
        {
            await app.PutAllAsync(
                ($"/v1/accounts/a{n}", """{"value":99999999999.9999}"""),
                ($"/v1/tickets/T{n}", $$"""{"createdAt":"2026-03-05T09:00:00Z","account":"a{{n}}"}"""));
        }
        var reply = await app.QueryAsync("{ kpis(input: {metrics: [{metric: ACCOUNT_VALUE}], " + March + "}) { totals { value } } }");
        Assert.Equal("""{"data":{"kpis":{"totals":[{"value":1099999999999.9989}]}}}""", reply.Text);
    }

    [Theory]
    [InlineData("{ kpis(input: {metrics: []}) { version } }", "kpis required")]
    [InlineData("{ kpis(input: {metrics: [{metric: CSAT, statistic: P90}]}) { version } }", "kpis statistic_not_allowed")]
    [InlineData("{ kpis(input: {metrics: [{metric: FIRST_RESPONSE_TIME, percentile: 100}]}) { version } }", "kpis unknown_statistic")]
    [InlineData("{ kpis(input: {metrics: [{metric: FIRST_RESPONSE_TIME, percentile: 90, statistic: MAX}]}) { version } }", "kpis conflict")]
    [InlineData("""{ kpis(input: {metrics: [{metric: CSAT}], filters: [{dimension: CHANNEL, values: ["emial"]}]}) { version } }""", "kpis unknown_value")]
    [InlineData("""{ kpis(input: {metrics: [{metric: CSAT}], filters: [{dimension: CHANNEL, values: []}]}) { version } }""", "kpis empty")]
    [InlineData("{ kpis(input: {metrics: [{metric: CSAT}], limit: 0}) { version } }", "kpis invalid_value")]
    [InlineData("{ kpis(input: {metrics: [{metric: CSAT}], hours: BUSINESS}) { version } }", "kpis no_calendar")]
    [InlineData("{ kpis(input: {metrics: [{metric: CSAT}], groupBy: [STATUS]}) { version } }", "kpis dimension_not_allowed")]
    [InlineData("{ kpis(input: {metrics: [{metric: CSAT}], minVersion: -1}) { version } }", "kpis invalid_value")]
    [InlineData("{ records(input: {metric: OPERATING_COST}) { nodes { at } } }", "records no_records")]
    [InlineData("{ records(input: {metric: CSAT}, first: 1001) { nodes { at } } }", "records invalid_value")]
    [InlineData("""{ records(input: {metric: CSAT}, after: "x") { nodes { at } } }""", "records invalid_value")]
    [InlineData("""{ tickets(after: "x") { nodes { id } } }""", "tickets invalid_value")]
    [InlineData("{ tickets(first: 0) { nodes { id } } }", "tickets invalid_value")]
    [InlineData("""{ tickets(input: {filters: [{dimension: STATUS, values: ["open"]}]}) { nodes { id } } }""", "tickets dimension_not_allowed")]
    [InlineData("{ dimension(name: CHANNEL, first: 0) { value } }", "dimension invalid_value")]
    public async Task Mistake_has_rests_code(string query, string error)
    {
        var app = desk.App;
        var reply = await app.QueryAsync(query);
        Assert.Equal([error], reply.GraphQLErrors());
        Assert.Equal(200, reply.Status);
    }
}

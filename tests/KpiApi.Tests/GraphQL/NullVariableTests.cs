using System.Text.Json.Nodes;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

/// <summary>No variable brings null, or nothing, where the schema has no null: C# would make the first value of an enumeration of it.</summary>
public sealed class NullVariableTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string Metrics = "metrics: [{metric: TICKETS_CREATED}], period: ALL";

    [Theory]
    [InlineData("$d: Dimension", "groupBy: [$d]", "{}", "validation_failed")]
    [InlineData("$d: Dimension", "groupBy: [$d]", """{"d":"CHANNEL"}""", "validation_failed")]
    [InlineData("$d: Dimension", "groupBy: [CHANNEL, $d]", "{}", "validation_failed")]
    [InlineData("$d: Dimension = null", "groupBy: [$d]", "{}", "validation_failed")]
    [InlineData("$d: Dimension = CHANNEL", "groupBy: [$d]", """{"d":null}""", "bad_variables")]
    [InlineData("$d: Dimension!", "groupBy: [$d]", "{}", "bad_variables")]
    [InlineData("$d: Dimension!", "groupBy: [$d]", """{"d":null}""", "bad_variables")]
    [InlineData("$d: [Dimension]", "groupBy: $d", """{"d":[null]}""", "validation_failed")]
    [InlineData("$d: [Dimension!]", "groupBy: $d", """{"d":[null]}""", "bad_variables")]
    [InlineData("$d: Dimension", "groupBy: $d", """{"d":"CHANNEL"}""", "validation_failed")]
    [InlineData("$d: KpiExtra", "include: [$d]", "{}", "validation_failed")]
    [InlineData("$d: String", "orderBy: [$d]", "{}", "validation_failed")]
    [InlineData("$d: FilterInput", "filters: [$d]", "{}", "validation_failed")]
    [InlineData("$d: [String]", "filters: [{dimension: TEAM, values: $d}]", "{}", "validation_failed")]
    [InlineData("$d: [String] = null", "filters: [{dimension: TEAM, values: $d}]", "{}", "validation_failed")]
    [InlineData("""$d: [String] = ["a"]""", "filters: [{dimension: TEAM, values: $d}]", """{"d":null}""", "bad_variables")]
    [InlineData("$d: Interval", "interval: $d", """{"d":null}""", "bad_variables")]
    [InlineData("$d: Interval = DAY", "interval: $d", """{"d":null}""", "bad_variables")]
    [InlineData("$d: Boolean", "others: $d", """{"d":null}""", "bad_variables")]
    [InlineData("$d: Interval", "interval: null, limit: 1, orderBy: [$d]", "{}", "validation_failed")]
    public async Task Variable_that_may_be_null_is_refused_where_null_may_not_be(string variable, string member, string variables, string code)
    {
        var app = desk.App;
        var reply = await app.QueryAsync($"query({variable}) {{ kpis(input: {{{Metrics}, {member}}}) {{ totals {{ value }} }} }}", JsonNode.Parse(variables));
        Assert.Equal((400, code), (reply.Status, reply.GraphQLErrors().First().Split(' ')[1]));
    }

    [Fact]
    public async Task Variable_in_a_fragment_is_refused_by_the_operation_that_spreads_it_and_by_no_other()
    {
        var app = desk.App;
        const string document = """
            query A($d: Dimension) { ...F }
            query B($d: Dimension!) { ...F }
            fragment F on Query { kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, groupBy: [$d]}) { rowCount } }
            """;
        const string apart = """
            query A($d: String) { metrics(search: $d) { name } }
            query B($d: Dimension!) { ...F }
            fragment F on Query { kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, groupBy: [$d]}) { rowCount } }
            """;
        Assert.Equal(["- validation_failed"], (await AskAsync(app, document)).GraphQLErrors());
        Assert.Equal("""{"data":{"kpis":{"rowCount":3}}}""", (await AskAsync(app, apart)).Text);
    }

    [Theory]
    [InlineData("$d: Dimension = CHANNEL", "groupBy: [$d]", "{}")]
    [InlineData("$d: Dimension!", "groupBy: [$d]", """{"d":"CHANNEL"}""")]
    [InlineData("$d: [Dimension!]", "groupBy: $d", """{"d":["CHANNEL"]}""")]
    [InlineData("$d: [Dimension!]", "groupBy: $d", """{"d":"CHANNEL"}""")]
    [InlineData("$d: Interval", "interval: $d, groupBy: [CHANNEL]", "{}")]
    [InlineData("$d: String", "filters: [{dimension: AGENT, values: [$d], not: true}], groupBy: [CHANNEL], allowUnknown: true", """{"d":"nobody"}""")]
    public async Task Variable_that_fits_is_taken(string variable, string member, string variables)
    {
        var app = desk.App;
        var data = await app.DataAsync($"query({variable}) {{ kpis(input: {{{Metrics}, {member}}}) {{ rowCount }} }}", JsonNode.Parse(variables));
        Assert.Equal("""{"kpis":{"rowCount":3}}""", data.ToJsonString());
    }

    [Fact]
    public async Task Null_is_refused_also_in_a_document_that_was_answered_before()
    {
        var app = desk.App;
        const string document = $"query($d: Dimension = CHANNEL) {{ kpis(input: {{{Metrics}, groupBy: [$d]}}) {{ rowCount }} }}";
        await app.DataAsync(document);
        Assert.Equal(["- bad_variables"], (await app.QueryAsync(document, JsonNode.Parse("""{"d":null}"""))).GraphQLErrors());
    }

    private static Task<Reply> AskAsync(KpiApp app, string document) => app.PostDocumentAsync(
        new JsonObject { ["query"] = document, ["operationName"] = "B", ["variables"] = new JsonObject { ["d"] = "CHANNEL" } }.ToJsonString());
}

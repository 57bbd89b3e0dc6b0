using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Tests.Kpis;
using KpiApi.Tests.Storage;

namespace KpiApi.Tests.GraphQL;

/// <summary>REST, CSV and GraphQL give every number in the same letters and refuse the same questions.</summary>
public sealed class ParityTests(ParityDesk desk, OfficeDesk office) : IClassFixture<ParityDesk>, IClassFixture<OfficeDesk>
{
    private const string KpisQuery = "query Q($input: KpisInput!) { kpis(input: $input) { version } }";

    [Theory]
    [MemberData(nameof(ParityQueries.Numbers), MemberType = typeof(ParityQueries))]
    public async Task Numbers_of_csv_and_graphql_are_rests_to_the_letter(string query)
    {
        var app = desk.App;
        var left = query.Contains("interval=hour&", StringComparison.Ordinal) || query.EndsWith("interval=hour", StringComparison.Ordinal) ? "date" : "time";
        var rest = Parse(await app.ReadInBothAsync("/v1/kpis?" + query)).GetProperty("rows").EnumerateArray().Select(row => RestRow(row, left)).ToList();
        Assert.NotEmpty(rest);
        Assert.Equal(rest, CsvRows((await app.ReadAsync("/v1/kpis?format=csv&" + query)).Text));
    }

    [Theory]
    [MemberData(nameof(ParityQueries.Records), MemberType = typeof(ParityQueries))]
    public async Task Records_of_csv_and_graphql_are_rests_to_the_letter(string query)
    {
        var app = desk.App;
        var rest = Items(await app.ReadInBothAsync("/v1/kpis/records?limit=1000&" + query));
        Assert.NotEmpty(rest);
        Assert.Equal(rest, CsvRows((await app.ReadAsync("/v1/kpis/records?limit=1000&format=csv&" + query)).Text));
    }

    [Theory]
    [MemberData(nameof(ParityQueries.Drivers), MemberType = typeof(ParityQueries))]
    public async Task Drivers_of_csv_and_graphql_are_rests_to_the_letter(string query)
    {
        var rest = Parse(await desk.App.ReadInBothAsync("/v1/kpis/drivers?" + query)).GetProperty("drivers").EnumerateArray()
            .SelectMany(driver => driver.GetProperty("values").EnumerateArray().Select(value => DriverRow(driver, value)));
        Assert.Equal(rest, CsvRows((await desk.App.ReadAsync("/v1/kpis/drivers?format=csv&" + query)).Text));
    }

    [Theory]
    [MemberData(nameof(ParityQueries.DriverMistakes), MemberType = typeof(ParityQueries))]
    public async Task Mistakes_of_drivers_are_equal(string query) => Assert.Equal(400, (await desk.App.ReadInBothAsync("/v1/kpis/drivers?" + query)).Status);

    [Fact]
    public async Task Tickets_of_csv_and_graphql_are_rests_to_the_letter()
    {
        var app = desk.App;
        var rest = Items(await app.ReadInBothAsync("/v1/tickets?orderBy=-lastResponseAt"));
        Assert.Equal(7, rest.Count);
        Assert.Equal(rest, CsvRows((await app.ReadAsync("/v1/tickets?orderBy=-lastResponseAt&format=csv")).Text));
    }

    /// <summary>With each of its statistics, by month, in business hours and by each of its dimensions.</summary>
    [Theory]
    [MemberData(nameof(ParityQueries.Metrics), MemberType = typeof(ParityQueries))]
    public async Task Metric_is_asked_by_graphql_as_by_rest(string metric)
    {
        foreach (var question in Numbers.Questions(MetricCatalogue.Find(metric)!))
            Assert.Equal(200, (await office.App.ReadInBothAsync($"/v1/kpis?{question}&include=target,confidence")).Status);
    }

    [Theory]
    [MemberData(nameof(ParityQueries.Calls), MemberType = typeof(ParityQueries))]
    public async Task Call_is_answered_by_graphql_as_by_rest(string path, int status) => Assert.Equal(status, (await desk.App.ReadInBothAsync(path)).Status);

    /// <summary>A parameter that is new has to be written down among the questions of these tests.</summary>
    [Fact]
    public void Every_parameter_of_a_question_is_compared()
    {
        IEnumerable<string> queries = [.. ParityQueries.Numbers, .. ParityQueries.Mistakes];
        var asked = queries.SelectMany(query => TwinParameters.OfQuery(query).Names).Select(WithoutNot).ToHashSet();
        Assert.All(QueryParser.ParameterNames.Select(WithoutNot), name => Assert.Contains(name, asked));

        static string WithoutNot(string name) => name.Replace(".not", "", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ParityQueries.Mistakes), MemberType = typeof(ParityQueries))]
    public async Task Mistakes_are_equal(string query)
    {
        var app = desk.App;
        var rest = await app.ReadInBothAsync("/v1/kpis?" + query);
        var graph = await app.QueryAsync(KpisQuery, new JsonObject { ["input"] = TwinInput.Of(TwinParameters.OfQuery(query)) });
        Assert.Equal(400, rest.Status);
        Assert.Equal(
            rest.Json["errors"]!.AsArray().Select(e => $"{e!["code"]} {e["parameter"]} {e["value"]} {e["nearest"]} {e["message"]}"),
            graph.Json["errors"]!.AsArray().Select(e => $"{e!["extensions"]!["code"]} {e["extensions"]!["parameter"]} {e["extensions"]!["value"]} {e["extensions"]!["nearest"]} {e["message"]}"));
    }

    private static JsonElement Parse(Reply reply)
    {
        Assert.True(reply.Status == 200 && !reply.Text.Contains("\"errors\"", StringComparison.Ordinal), reply.Text);
        return JsonElement.Parse(reply.Text);
    }

    private static List<string> Items(Reply reply) =>
        [.. Parse(reply).GetProperty("items").EnumerateArray().Select(item => Sorted(item.EnumerateObject().Select(m => Cell(m.Name, m.Value))))];

    private static string DriverRow(JsonElement driver, JsonElement value) => Sorted(driver.EnumerateObject().Where(m => m.Name != "values").Select(m => Cell(m.Name, m.Value))
        .Concat(value.EnumerateObject().SelectMany(m => m.Value.ValueKind == JsonValueKind.Object ? m.Value.EnumerateObject().Select(inner => Cell($"{m.Name}_{inner.Name}", inner.Value)) : [Cell(m.Name, m.Value)])));

    /// <param name="left">Of date and time the one that a table leaves out.</param>
    private static string RestRow(JsonElement row, string left) => Sorted(
        row.EnumerateObject().Where(m => m.Name != "values" && m.Name != left).Select(m => Cell(JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Name), m.Value))
            .Concat(row.GetProperty("values").EnumerateObject().SelectMany(m => ValueCells(m.Name, m.Value))));

    /// <summary>One cell a number, named as in CSV, which leaves out when to warn.</summary>
    private static IEnumerable<string> ValueCells(string metric, JsonElement value) => value.EnumerateObject().SelectMany(m => m switch
    {
        { Name: "value" } => [Cell(Column(metric, ""), m.Value)],
        { Name: "expected" } => m.Value.EnumerateObject().Select(inner => Cell(Column(metric, inner.Name switch { "value" => "_expected", "unusual" => "_unusual", var bound => "_expected_" + bound }), inner.Value)),
        { Name: "target" } => m.Value.EnumerateObject().Where(inner => inner.Name != "warnAt").Select(inner => Cell(Column(metric, inner.Name == "value" ? "_target" : "_target_status"), inner.Value)),
        { Value.ValueKind: JsonValueKind.Object } => m.Value.EnumerateObject().Select(inner => Cell(Column(metric, "_" + inner.Name), inner.Value)),
        { Name: "promoters" or "passives" or "detractors" } => [Cell(Column(metric, "_n_" + m.Name), m.Value)],
        _ => (IEnumerable<string>)[Cell(Column(metric, "_" + JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Name)), m.Value)],
    });

    private static string Column(string metric, string suffix) => metric.Replace(':', '_') + suffix;

    /// <summary>Tags are a list in JSON and one cell of a table.</summary>
    private static string Cell(string name, JsonElement value) =>
        Cell(name, value.ValueKind == JsonValueKind.Array ? string.Join('|', value.EnumerateArray().Select(item => item.GetString())) : value.Raw());

    private static string Cell(string name, string value) => value.Length == 0 ? "" : $"{name}={value}";

    private static string Sorted(IEnumerable<string> cells) =>
        string.Join('\n', cells.SelectMany(c => c.Split('\n')).Where(c => c.Length > 0).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> CsvRows(string text)
    {
        var lines = text.TrimEnd().Split("\r\n").Select(Fields).ToList();
        return lines.Skip(1).Select(line => Sorted(lines[0].Zip(line, Cell)));
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string> { "" };
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                fields[^1] += line[++i];
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                fields.Add("");
            else
                fields[^1] += line[i];
        }
        return fields;
    }
}

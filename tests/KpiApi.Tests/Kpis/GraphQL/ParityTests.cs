using System.Text.Json;
using System.Text.Json.Nodes;

namespace KpiApi.Tests.Kpis.GraphQL;

/// <summary>REST, GraphQL and CSV give every number in the same letters.</summary>
public sealed class ParityTests
{
    private const string KpisQuery = """
        query Q($input: KpisInput!) { kpis(input: $input) { from to timeZone rowCount asOf version warnings { code message }
          rows { time hourOfDay dayOfWeek keys { dimension value } values { ...V } } totals { ...V } } }
        fragment V on KpiValue { metric value count numerator denominator promoters passives detractors previous change changePercent confidence { low high } target { value warnAt status } }
        """;

    private const string RecordsQuery = """
        query Q($input: RecordsInput!) { records(input: $input, first: 1000) { nodes { ticket survey account at value counted keys { dimension value } } } }
        """;

    [Theory]
    [MemberData(nameof(ParityQueries.Numbers), MemberType = typeof(ParityQueries))]
    public async Task Numbers_are_equal_to_the_letter(string query)
    {
        await using var app = await ParityData.StartAsync();
        var rest = Parse(await app.ReadAsync("/v1/kpis?" + query));
        var graph = Parse(await app.QueryAsync(KpisQuery, new JsonObject { ["input"] = ParityQueries.Input(query) })).GetProperty("data").GetProperty("kpis");
        var restRows = rest.GetProperty("rows").EnumerateArray().Select(RestRow).ToList();

        Assert.NotEmpty(restRows);
        Assert.Equal(restRows, graph.GetProperty("rows").EnumerateArray().Select(GraphRow));
        Assert.Equal(RestValues(rest.GetProperty("totals")), GraphValues(graph.GetProperty("totals")));
        foreach (var member in (string[])["rowCount", "asOf", "version", "warnings"])
            Assert.Equal(rest.GetProperty(member).GetRawText(), graph.GetProperty(member).GetRawText());
        foreach (var member in (string[])["from", "to", "timeZone"])
            Assert.Equal(rest.GetProperty("query").GetProperty(member).GetRawText(), graph.GetProperty(member).GetRawText());

        var csv = CsvRows((await app.ReadAsync("/v1/kpis?format=csv&" + query)).Text);
        Assert.Equal(restRows.Select(row => Sorted(row.Split('\n').Where(cell => !cell.Contains("_warnAt=", StringComparison.Ordinal)))), csv);
    }

    [Theory]
    [MemberData(nameof(ParityQueries.Records), MemberType = typeof(ParityQueries))]
    public async Task Records_are_equal_to_the_letter(string query)
    {
        await using var app = await ParityData.StartAsync();
        var rest = Parse(await app.ReadAsync("/v1/kpis/records?limit=1000&" + query)).GetProperty("items").EnumerateArray()
            .Select(item => Sorted(item.EnumerateObject().Select(m => Cell(m.Name, m.Value)))).ToList();
        var graph = Parse(await app.QueryAsync(RecordsQuery, new JsonObject { ["input"] = ParityQueries.Input(query) })).GetProperty("data").GetProperty("records").GetProperty("nodes");
        Assert.NotEmpty(rest);
        Assert.Equal(rest, graph.EnumerateArray().Select(node => Sorted(
            node.EnumerateObject().Where(m => m.Name != "keys").Select(m => Cell(m.Name, m.Value)).Concat(Keys(node)))));
        Assert.Equal(rest, CsvRows((await app.ReadAsync("/v1/kpis/records?limit=1000&format=csv&" + query)).Text));
    }

    [Theory]
    [MemberData(nameof(ParityQueries.Mistakes), MemberType = typeof(ParityQueries))]
    public async Task Mistakes_are_equal(string query)
    {
        await using var app = await ParityData.StartAsync();
        var rest = await app.ReadAsync("/v1/kpis?" + query);
        var graph = await app.QueryAsync(KpisQuery, new JsonObject { ["input"] = ParityQueries.Input(query) });
        Assert.Equal(400, rest.Status);
        Assert.Equal(
            rest.Json["errors"]!.AsArray().Select(e => $"{e!["code"]} {e["parameter"]} {e["value"]} {e["nearest"]} {e["message"]}"),
            graph.Json["errors"]!.AsArray().Select(e => $"{e!["extensions"]!["code"]} {e["extensions"]!["parameter"]} {e["extensions"]!["value"]} {e["extensions"]!["nearest"]} {e["message"]}"));
    }

    [Fact]
    public async Task Tickets_are_equal_to_the_letter()
    {
        await using var app = await ParityData.StartAsync();
        var rest = Parse(await app.ReadAsync("/v1/tickets?orderBy=-lastResponseAt")).GetProperty("items").EnumerateArray().Select(Members).ToList();
        var graph = Parse(await app.QueryAsync("""
            { tickets(input: {orderBy: LAST_RESPONSE_AT, descending: true}) {
              nodes { id createdAt state status agent team channel reason priority account firstResponseAt lastResponseAt handleSeconds accountValue } } }
            """));
        Assert.Equal(7, rest.Count);
        Assert.Equal(rest, graph.GetProperty("data").GetProperty("tickets").GetProperty("nodes").EnumerateArray().Select(Members));
        Assert.Equal(rest, CsvRows((await app.ReadAsync("/v1/tickets?orderBy=-lastResponseAt&format=csv")).Text));

        static string Members(JsonElement item) => Sorted(item.EnumerateObject().Select(m => Cell(m.Name, m.Name == "state" ? m.Value.Raw().ToLowerInvariant() : m.Value.Raw())));
    }

    private static JsonElement Parse(Reply reply)
    {
        Assert.True(reply.Status == 200 && !reply.Text.Contains("\"errors\"", StringComparison.Ordinal), reply.Text);
        return JsonElement.Parse(reply.Text);
    }

    private static string RestRow(JsonElement row) => Sorted(
        row.EnumerateObject().Where(m => m.Name != "values").Select(m => Cell(m.Name, m.Value)).Append(RestValues(row.GetProperty("values"))));

    private static string RestValues(JsonElement values) => Sorted(values.EnumerateObject().SelectMany(m => ValueCells(m.Name, m.Value)));

    private static string GraphRow(JsonElement row) => Sorted(
        row.EnumerateObject().Where(m => m.Name is "time" or "hourOfDay" or "dayOfWeek").Select(m => Cell(m.Name, m.Value))
            .Concat(Keys(row)).Append(GraphValues(row.GetProperty("values"))));

    private static string GraphValues(JsonElement values) => Sorted(values.EnumerateArray().SelectMany(v => ValueCells(v.GetProperty("metric").GetString()!, v)));

    private static IEnumerable<string> Keys(JsonElement row) => row.GetProperty("keys").EnumerateArray()
        .Select(k => Cell(JsonNamingPolicy.CamelCase.ConvertName(Camel(k.GetProperty("dimension").GetString()!)), k.GetProperty("value")));

    private static string Camel(string upper) =>
        string.Concat(upper.Split('_').Select(word => $"{word[0]}{word[1..].ToLowerInvariant()}"));

    /// <summary>One cell a number, named as in CSV.</summary>
    private static IEnumerable<string> ValueCells(string metric, JsonElement value) => value.EnumerateObject().SelectMany(m => m switch
    {
        { Name: "metric" } => [],
        { Name: "value" } => [Cell(metric, m.Value)],
        { Value.ValueKind: JsonValueKind.Object } => m.Value.EnumerateObject().Select(inner => Cell(
            $"{metric}_{(inner.Name == "value" ? m.Name : inner.Name)}", inner.Name == "status" ? inner.Value.Raw().ToLowerInvariant() : inner.Value.Raw())),
        _ => (IEnumerable<string>)[Cell($"{metric}_{m.Name}", m.Value)],
    });

    private static string Cell(string name, JsonElement value) => Cell(name, value.Raw());

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

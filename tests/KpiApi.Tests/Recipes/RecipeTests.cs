using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Http.Tables;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Recipes;

/// <summary>The recipes of api-specs/recipes, asked as the tools ask, and read by the rules of the tools where the tools cannot run here.</summary>
public sealed partial class RecipeTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string Address = "http://localhost:5080";

    private static readonly string[] s_infinityTypes = ["string", "number", "timestamp", "boolean"];

    /// <summary>Power Query cannot run here: its parameters are sent, and each cell is parsed as the type that it gives the column.</summary>
    [Fact]
    public async Task Power_query_gets_the_columns_that_it_names_in_the_types_that_it_gives_them()
    {
        var text = Recipe("powerbi.pq");
        var options = Options().Matches(text.Split("Options = [")[1].Split(']')[0]).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        var path = RelativePath().Match(text).Groups["path"].Value;
        var csv = (await desk.App.ReadAsync($"/{path}?{string.Join('&', options.Select(o => $"{o.Key}={Uri.EscapeDataString(o.Value)}"))}")).Text;
        var lines = csv.TrimEnd().Split("\r\n").Select(line => line.Split(',')).ToList();
        var types = Types().Matches(text).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["type"].Value);
        Assert.Equal(6, types.Count);
        Assert.True(lines.Count > 1);
        foreach (var (name, type) in types)
        {
            var column = Array.IndexOf(lines[0], name);
            Assert.True(column >= 0, $"There is no column {name}.");
            Assert.All(lines.Skip(1), line => Assert.True(line[column].Length == 0 || IsOf(type, line[column]), $"{line[column]} is no {type}."));
        }
    }

    /// <summary>As IMPORTDATA and From Web ask: without a header of the caller's, by the link alone.</summary>
    [Fact]
    public async Task Spreadsheet_opens_a_report_by_its_link_alone()
    {
        await using var app = await Keyed.StartAsync();
        await app.CallAsync("PUT", "/v1/tickets/T", Keyed.Admin, """{"createdAt":"2026-03-02T09:00:00Z","channel":"email","firstResponseAt":"2026-03-02T09:10:00Z"}""");
        await app.CallAsync("PUT", "/v1/reports/daily", Keyed.Admin,
            """{"name":"Daily","query":{"metrics":["first_response_time"],"interval":"day","groupBy":["channel"],"from":"2026-03-02","to":"2026-03-03","format":"csv"}}""");
        var link = await app.CallAsync("POST", "/v1/reports/daily/links", Keyed.Admin, """{"fixed":true}""");
        var url = new Uri((string)link.Json["url"]!);
        using var answer = await app.Http.GetAsync(new Uri(url.PathAndQuery, UriKind.Relative));
        Assert.Equal((200, "text/csv"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("date,channel,first_response_time,first_response_time_count\r\n2026-03-02,email,600,1\r\n", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Grafana cannot run here: each query is sent as Infinity sends it, and its columns are looked for where Infinity's backend parser looks.</summary>
    [Fact]
    public async Task Grafana_finds_every_column_where_infinity_looks_for_it()
    {
        var dashboard = JsonNode.Parse(Recipe("grafana-infinity.json"))!;
        var targets = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).ToList();
        Assert.Equal(3, targets.Count);
        foreach (var target in targets)
        {
            Assert.Equal(("url", "backend"), ((string)target!["source"]!, (string)target["parser"]!));
            var parameters = target["url_options"]!["params"]!.AsArray().Select(p => $"{p!["key"]}={Uri.EscapeDataString(Dated((string)p["value"]!))}");
            var reply = await desk.App.ReadAsync($"{target["url"]}?{string.Join('&', parameters)}");
            Assert.True(reply.Status == 200, reply.Text);
            var rows = (string)target["type"]! == "json" ? reply.Json[(string)target["root_selector"]!]!.AsArray().Select(row => row!.AsObject()).ToList() : CsvRows(reply.Text);
            Assert.NotEmpty(rows);
            foreach (var column in target["columns"]!.AsArray())
            {
                var (selector, type) = ((string)column!["selector"]!, (string)column["type"]!);
                Assert.Contains(type, s_infinityTypes);
                Assert.All(rows, row => Assert.True(row.TryGetPropertyValue(selector, out var value) && (value is null || IsOfInfinity(type, value)), $"{selector} is no {type}: {row.ToJsonString()}"));
            }
            // Frames of time series need a time that is known in each row, and a number.
            if ((string)target["format"]! == "timeseries")
                Assert.Equal(["timestamp", "string", "number"], target["columns"]!.AsArray().Select(column => (string)column!["type"]!));
        }
    }

    /// <summary>The extension that reads URLs cannot be fetched here, so each URL is read from a file of what the service answers to it.</summary>
    [Fact]
    public async Task Duckdb_reads_csv_parquet_and_json_without_being_told_their_types()
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        var script = Recipe("duckdb.sql");
        var files = new List<TemporaryFile>();
        foreach (var url in Urls().Matches(script).Select(m => m.Groups["url"].Value))
        {
            using var answer = await desk.App.Http.GetAsync(new Uri(url.Replace(Address, "", StringComparison.Ordinal), UriKind.Relative));
            files.Add(new TemporaryFile(await answer.Content.ReadAsByteArrayAsync(), ""));
            script = script.Replace(url, files[^1].Path, StringComparison.Ordinal);
        }
        Ask(duck, script);
        Assert.Equal(3, files.Count);
        files.ForEach(file => file.Dispose());
        // CSV has no types: DuckDB takes what is whole for whole.
        Assert.Equal(
            ["date DATE", "channel VARCHAR", "csat BIGINT", "csat_count BIGINT", "csat_numerator BIGINT", "csat_denominator BIGINT", "first_response_time_p90 BIGINT", "first_response_time_p90_count BIGINT"],
            Ask(duck, "DESCRIBE kpis"));
        Assert.Equal(["date DATE", "age VARCHAR", "open_tickets BIGINT", "open_tickets_count BIGINT"], Ask(duck, "DESCRIBE backlog"));
        Assert.Equal(["date DATE", "time TIMESTAMP", "metric VARCHAR", "statistic VARCHAR", "value DOUBLE", "count BIGINT", "unit VARCHAR"], Ask(duck, "DESCRIBE numbers"));
        Assert.Equal(["2026-03-01 chat 100.0", "2026-03-01 email 50.0"], Ask(duck, "SELECT strftime(month, '%Y-%m-%d'), channel || ' ' || csat FROM satisfaction_by_month WHERE csat IS NOT NULL ORDER BY channel"));
        Assert.Equal(["3 3"], Ask(duck, "SELECT sum(csat_count)::VARCHAR, sum(csat_denominator)::VARCHAR FROM kpis"));
    }

    [ToolFact("/usr/bin/python3", "-c \"import pandas\"", "python3-pandas")]
    public async Task Pandas_reads_every_page_with_dates_and_time_spans()
    {
        var output = await Tool.RunAsync("/usr/bin/python3", Repository.File("api-specs", "recipes", "pandas_kpis.py"), desk.App.Http.BaseAddress!.ToString());
        Assert.Matches(@"date\s+datetime64\[ns\]", output);
        Assert.Matches(@"first_response_time_median\s+timedelta64\[ns\]", output);
        Assert.Matches(@"csat_count\s+int64", output);
        Assert.Matches(@"chat\s+1\s+email\s+2\s", output);
        Assert.Contains("3 records, 3 surveys", output, StringComparison.Ordinal);
    }

    /// <summary>A spreadsheet's own reading of both files, told by the cells that it makes of them.</summary>
    [ToolFact("soffice", "--version", "LibreOffice Calc (libreoffice-calc)")]
    public async Task Libreoffice_opens_workbook_and_csv_with_real_dates_and_numbers()
    {
        const string question = "/v1/kpis?metrics=csat,first_response_time:median&from=2026-03-02&to=2026-03-04&interval=day&groupBy=channel";
        foreach (var (form, extension) in new[] { ("&format=xlsx", ".xlsx"), ("&format=csv&excel=true&durations=hms", ".csv") })
        {
            using var answer = await desk.App.Http.GetAsync(new Uri(question + form, UriKind.Relative));
            using var file = new TemporaryFile(await answer.Content.ReadAsByteArrayAsync(), extension);
            var folder = Path.GetDirectoryName(file.Path)!;
            // Of CSV: comma, quote, UTF-8, from the first line, columns as they come, English; numbers and dates recognised in quotes or not.
            var filter = extension == ".csv" ? ["--infilter=CSV:44,34,76,1,,1033,false,true"] : Array.Empty<string>();
            await Tool.RunAsync("soffice", [$"-env:UserInstallation=file://{folder}/profile", "--headless", .. filter, "--convert-to", "fods", "--outdir", folder, file.Path]);
            var cells = Cells(await File.ReadAllTextAsync(Path.Combine(folder, "file.fods")));
            Assert.Equal(["string date", "string channel", "string csat", "string csat_count"], cells[0].Take(4));
            Assert.Equal(["date 2026-03-02", "string email", "float 100", "float 1"], cells.First(row => row[1] == "string email").Take(4));
            Assert.Contains("time PT00H20M00S", cells.SelectMany(row => row));
        }
    }

    private static string Recipe(string name) => File.ReadAllText(Repository.File("api-specs", "recipes", name));

    private static string Dated(string value) => value
        .Replace("${__from:date:iso}", "2026-03-01T00:00:00.000Z", StringComparison.Ordinal).Replace("${__to:date:iso}", "2026-03-10T12:00:00.000Z", StringComparison.Ordinal);

    private static bool IsOf(string type, string cell) => type switch
    {
        "type date" => DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "Int64.Type" => long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "type number" => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        _ => type == "type text",
    };

    private static bool IsOfInfinity(string type, JsonNode value) => type switch
    {
        "number" => value.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        "timestamp" => DateTimeOffset.TryParse((string)value!, CultureInfo.InvariantCulture, out _),
        _ => value.GetValueKind() == System.Text.Json.JsonValueKind.String,
    };

    private static List<JsonObject> CsvRows(string text)
    {
        var lines = text.TrimEnd().Split("\r\n").Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(line => new JsonObject(lines[0].Zip(line, (name, value) => KeyValuePair.Create(name, value.Length == 0 ? null : (JsonNode?)JsonValue.Create(value)))))];
    }

    private static List<string> Ask(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join(' ', Enumerable.Range(0, Math.Min(2, reader.FieldCount)).Select(i => reader.GetValue(i))));
        return rows;
    }

    /// <summary>Of the first sheet: each cell with its type and what is stored, not what is shown.</summary>
    private static List<List<string>> Cells(string fods)
    {
        System.Xml.Linq.XNamespace table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
        var sheet = System.Xml.Linq.XDocument.Parse(fods).Descendants(table + "table").First();
        return [.. sheet.Elements(table + "table-row").Select(row => row.Elements(table + "table-cell").Select(cell => (string?)cell.Attribute(office + "value-type") switch
        {
            "date" => "date " + (string?)cell.Attribute(office + "date-value"),
            "time" => "time " + (string?)cell.Attribute(office + "time-value"),
            "string" => "string " + cell.Value,
            null => "",
            var number => $"{number} {(string?)cell.Attribute(office + "value")}",
        }).ToList())];
    }

    [GeneratedRegex("""^\s+(?<name>\w+) = "(?<value>[^"]*)",?$""", RegexOptions.Multiline)]
    private static partial Regex Options();

    [GeneratedRegex("""RelativePath = "(?<path>[^"]+)""")]
    private static partial Regex RelativePath();

    [GeneratedRegex("""\{"(?<name>\w+)", (?<type>[^}]+)\}""")]
    private static partial Regex Types();

    [GeneratedRegex("'(?<url>http://localhost:5080/v1/[^']+)'")]
    private static partial Regex Urls();
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Storage;

/// <summary>
/// A real service desk's log against figures that another implementation of the definitions gave. The folder holds
/// <c>tickets.ndjson.gz</c> and <c>events.ndjson.gz</c>, as they are posted, and <c>expected.json</c>: a list of queries, each with its rows.
/// </summary>
public abstract class ExpectedFiguresTests
{
    private protected abstract TestDatabase NewDatabase();

    private static string Folder => Environment.GetEnvironmentVariable(TestDatabase.DeskVariable)!;

    [StoreFact]
    public async Task Figures_of_a_real_desk_are_right_after_loading_after_a_restart_and_in_a_service_that_derives_them_itself()
    {
        var questions = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "expected.json")))!.AsArray();
        var app = await KpiApp.StartOnAsync(NewDatabase());
        // Events first: they wait for their tickets.
        await PostAsync(app, "events");
        await PostAsync(app, "tickets");
        var figures = await CompareAsync(app, questions);
        Assert.InRange(figures, 2_000, int.MaxValue);

        await using var restarted = await app.RestartAsync();
        Assert.Equal(figures, await CompareAsync(restarted, questions));
        await using var another = await KpiApp.StartOnAsync(app.Database, isOwner: false, builder => builder.Configuration["Store:SnapshotFolder"] = Directory.CreateTempSubdirectory("kpi-test-").FullName);
        Assert.Equal(figures, await CompareAsync(another, questions));
    }

    /// <summary>A database that shares no code with the engine is asked by the SQL of each metric, over the facts as they leave.</summary>
    [StoreFact]
    public async Task Sql_of_every_metric_over_the_facts_of_a_real_desk_gives_the_figures_of_the_api()
    {
        await using var app = await KpiApp.StartOnAsync(NewDatabase());
        await PostAsync(app, "events");
        await PostAsync(app, "tickets");
        using var duck = await FactDatabase.FillAsync(app);
        var figures = 0;
        foreach (var metric in (await app.GetAsync("/v1/metrics")).Json["items"]!.AsArray())
        {
            foreach (var query in Queries(metric!))
                figures += await duck.CompareAsync(app, (string)metric!["name"]!, $"from=2016-02-01&to=2017-04-01&limit=100000{query}");
        }
        Assert.InRange(figures, 5_000, int.MaxValue);
    }

    /// <summary>By every dimension and by every interval that the metric allows.</summary>
    private static IEnumerable<string> Queries(JsonNode metric)
    {
        string[] running = ["day", "week", "month", "quarter", "year"];
        var isSpreadOverTime = metric["at"] is null || (string)metric["name"]! is "agent_utilization" or "agent_occupancy";
        string[] folded = isSpreadOverTime ? [] : ["hour_of_day", "day_of_week", "day_of_week_hour"];
        return running.Concat(folded).Select(interval => $"&timeZone=Europe/Berlin&interval={interval}")
            .Concat(metric["dimensions"]!.AsArray().Select(dimension => $"&groupBy={dimension}"))
            .Append("");
    }

    private static async Task PostAsync(KpiApp app, string kind)
    {
        using var content = new StreamContent(File.OpenRead(Path.Combine(Folder, $"{kind}.ndjson.gz")))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson"), ContentEncoding = { "gzip" } },
        };
        var answer = await app.SendAsync(HttpMethod.Post, $"/v1/{kind}", content);
        Assert.Equal((200, "0"), (answer.Status, answer["rejected"]));
    }

    /// <summary>How many figures were compared, all of them equal to four decimals.</summary>
    private static async Task<int> CompareAsync(KpiApp app, JsonArray questions)
    {
        var figures = 0;
        foreach (var question in questions)
        {
            var answer = await app.PostAsync("/v1/kpis", question!["query"]!.ToJsonString());
            Assert.Equal(200, answer.Status);
            var rows = answer.Json["rows"]!.AsArray().ToDictionary(row => KeyOf(row!), row => row!["values"]!.AsObject());
            foreach (var expected in question["rows"]!.AsArray())
            {
                Assert.True(rows.Remove(KeyOf(expected!), out var row), $"{question["query"]} has no row {KeyOf(expected!)}");
                foreach (var (metric, figure) in expected!["values"]!.AsObject())
                {
                    var where = $"{question["query"]} {KeyOf(expected)} {metric}: {figure} and not {row[metric]}";
                    Assert.True(AreEqual((double?)figure!["value"], (double?)row[metric]!["value"]), where);
                    Assert.True(figure["count"] is not { } count || (long)count == (long)row[metric]!["count"]!, where);
                    figures++;
                }
            }

            // Buckets in which a group has nothing may be missing among the expected.
            Assert.All(rows.Values.SelectMany(row => row), value => Assert.True((long)value.Value!["count"]! == 0, value.ToString()));
        }

        return figures;
    }

    private static bool AreEqual(double? expected, double? actual) => expected is null == actual is null && Math.Abs((expected ?? 0) - (actual ?? 0)) < 0.000_051;

    private static string KeyOf(JsonNode row) => string.Join(' ', row.AsObject().Where(member => member.Key is not ("values" or "date"))
        .Select(member => member.Key == "time" ? DateTimeOffset.Parse((string)member.Value!, CultureInfo.InvariantCulture).ToString("O", CultureInfo.InvariantCulture) : $"{member.Key}={member.Value}"));
}

[Needs(TestDatabase.DeskVariable)]
public sealed class SqliteExpectedFiguresTests : ExpectedFiguresTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.Sqlite();
}

[Needs(TestDatabase.PostgresVariable, TestDatabase.DeskVariable)]
public sealed class PostgreSqlExpectedFiguresTests : ExpectedFiguresTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}

[Needs(TestDatabase.SqlServerVariable, TestDatabase.DeskVariable)]
public sealed class SqlServerExpectedFiguresTests : ExpectedFiguresTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();
}

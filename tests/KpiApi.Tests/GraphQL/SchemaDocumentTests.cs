using GraphQL;
using KpiApi.GraphQL;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

public sealed class SchemaDocumentTests
{
    private const string WriteSpecs = "KPIAPI_WRITE_SPECS";

    public static string Committed { get; } = Path.Combine(Root(), "api-specs", "schema.graphql");

    [Fact]
    public async Task Schema_served_is_the_one_committed()
    {
        await using var app = await Reading.StartAsync();
        var served = app.Service<KpiSchema>().Print().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable(WriteSpecs) == "1")
            await File.WriteAllTextAsync(Committed, served);

        var (expected, actual) = (File.Exists(Committed) ? (await File.ReadAllTextAsync(Committed)).Split('\n') : [], served.Split('\n'));
        var line = expected.Zip(actual).TakeWhile(l => l.First == l.Second).Count();
        Assert.True(expected.SequenceEqual(actual),
            $"api-specs/schema.graphql differs from the served schema from line {line + 1}: '{expected.ElementAtOrDefault(line)}' became "
            + $"'{actual.ElementAtOrDefault(line)}'. If that is meant: {WriteSpecs}=1 dotnet test KpiApi.sln, and commit the file.");
    }

    [Theory]
    [InlineData("type KpiValue", "value: Float")]
    [InlineData("type KpiValue", "count: Int!")]
    [InlineData("type KpiValue", "promoters: Int")]
    [InlineData("type Kpis", "rowCount: Int!")]
    [InlineData("type Kpis", "from: DateTime!")]
    [InlineData("type Kpis", "version: Long!")]
    [InlineData("type KpiRow", "time: DateTime")]
    [InlineData("type DimensionValue", "count: Int!")]
    [InlineData("type Record", "at: DateTime!")]
    [InlineData("type StageVisit", "from: DateTime!")]
    [InlineData("type TicketEvent", "from: String")]
    [InlineData("input KpisInput", "interval: Interval! = NONE")]
    [InlineData("enum Statistic", "P90")]
    [InlineData("enum Interval", "DAY_OF_WEEK_HOUR")]
    [InlineData("enum Period", "LAST_12_MONTHS")]
    public async Task Member_has_the_type_and_the_spelling_that_generated_clients_expect(string type, string member)
    {
        await using var app = await Reading.StartAsync();
        var lines = app.Service<KpiSchema>().Print().ReplaceLineEndings("\n").Split('\n').SkipWhile(l => l != type + " {").TakeWhile(l => l != "}");
        Assert.Contains("  " + member, lines);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KpiApi.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

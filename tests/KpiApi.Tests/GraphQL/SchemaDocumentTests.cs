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

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KpiApi.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

using KpiApi.Kpis.GraphQL;

namespace KpiApi.Tests.Kpis.GraphQL;

public sealed class SchemaDocumentTests
{
    private const string WriteSpecs = "KPIAPI_WRITE_SPECS";

    [Fact]
    public async Task Schema_served_is_the_one_committed()
    {
        var file = Path.Combine(Root(), "api-specs", "schema.graphql");
        var served = KpiGraphQL.Schema.Print().TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable(WriteSpecs) == "1")
            await File.WriteAllTextAsync(file, served);

        var (expected, actual) = (File.Exists(file) ? (await File.ReadAllTextAsync(file)).Split('\n') : [], served.Split('\n'));
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

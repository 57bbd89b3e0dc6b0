using KpiApi.GraphQL.Tests.Zoo;

namespace KpiApi.GraphQL.Tests.Schema;

public sealed class SchemaPrinterTests
{
    [Fact]
    public void Print_zoo_equals_committed_schema()
    {
        var printed = ZooSchema.Schema.Print();
        var path = Path.Combine(AppContext.BaseDirectory, "Reference", "schema.graphql");
        if (Environment.GetEnvironmentVariable("KPI_UPDATE_SPECS") is { Length: > 0 } target) File.WriteAllText(Path.Combine(target, "schema.graphql"), printed);
        Assert.Equal(File.ReadAllText(path), printed);
    }
}

using KpiApi.GraphQL.Tests.Http;
using KpiApi.GraphQL.Tests.Zoo;

namespace KpiApi.GraphQL.Tests.Schema;

public sealed class SchemaPrinterTests
{
    [Fact]
    public void Print_zoo_equals_committed_schema()
    {
        var path = Path.Combine(NodeFactAttribute.Reference, "schema.graphql");
        // The reference reads the file when its cases are made again; make-cases.mjs checks that it prints it the same.
        if (Environment.GetEnvironmentVariable("KPIAPI_WRITE_SPECS") == "1") File.WriteAllText(path, ZooSchema.Schema.Print());
        Assert.Equal(File.ReadAllText(path), ZooSchema.Schema.Print());
    }
}

using GraphQL;
using KpiApi.GraphQL;

namespace KpiApi.Tests.GraphQL;

public sealed class SchemaDocumentTests(EmptyDesk empty) : IClassFixture<EmptyDesk>
{
    public static string Committed { get; } = Repository.File("api-specs", "schema.graphql");

    [Fact]
    public async Task Schema_served_is_the_one_committed()
    {
        var app = empty.App;
        var served = app.Service<KpiSchema>().Print().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        await Repository.AssertIsCommittedAsync(served, "api-specs", "schema.graphql");
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
        var app = empty.App;
        var lines = app.Service<KpiSchema>().Print().ReplaceLineEndings("\n").Split('\n').SkipWhile(l => l != type + " {").TakeWhile(l => l != "}");
        Assert.Contains("  " + member, lines);
    }
}

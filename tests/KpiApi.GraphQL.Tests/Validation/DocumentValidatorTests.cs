using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Tests.Zoo;
using KpiApi.GraphQL.Validation;

namespace KpiApi.GraphQL.Tests.Validation;

/// <summary>Where we differ from the reference on purpose; all else is in Reference/documents.mjs.</summary>
public sealed class DocumentValidatorTests
{
    /// <summary>September 2025 says so of every field of a oneOf; graphql-js 16 forgets those whose object is non-null.</summary>
    [Theory]
    [InlineData("query ($a: String) { find(by: {name: $a}) }")]
    [InlineData("query ($a: String) { findRequired(by: {name: $a}) }")]
    [InlineData("query ($a: String = \"x\") { findRequired(by: {name: $a}) }")]
    public void Nullable_variable_as_the_one_field_is_refused(string query)
    {
        Assert.NotEmpty(Validate(query));
        Assert.Empty(Validate(query.Replace("String", "String!", StringComparison.Ordinal)));
    }

    [Fact]
    public void Conflict_inside_a_fragment_spread_everywhere_is_reported_once()
    {
        var errors = Validate("{ ...F animal(id: 1) { id } ... { ...F } } fragment F on Query { a: hello a: int }");
        Assert.Equal([new SourceLocation(1, 66), new SourceLocation(1, 75)], Assert.Single(errors).Locations);
    }

    [Theory]
    [InlineData("{ helo }", "Query has no field helo. Did you mean hello?")]
    [InlineData("{ kind(value: CATT) }", "The value is no Kind: it must be a value of the enum; did you mean CAT?")]
    [InlineData("{ search(filter: {kind: CAT, limt: 1}) }", "FilterInput has no field limt. Did you mean limit?")]
    [InlineData("{ ... on Qery { hello } }", "There is no type Qery. Did you mean Query?")]
    [InlineData("{ int(vaule: 1) }", "Query.int has no argument vaule. Did you mean value?")]
    [InlineData("{ xxxxxxxxxx }", "Query has no field xxxxxxxxxx.")]
    public void Misspelt_name_gets_the_nearest_one(string query, string message) =>
        Assert.Equal(message, Assert.Single(Validate(query)).Message);

    [Fact]
    public void Errors_come_in_the_order_of_the_document()
    {
        var errors = Validate("query A($unused: Int) { one ...F two } fragment F on Query { three } fragment G on Query { four }");
        Assert.Equal([25, 34, 1 + 8, 62, 92, 70], errors.Select(error => error.Locations[0].Column));
    }

    private static IReadOnlyList<GraphQLError> Validate(string query) =>
        DocumentValidator.Validate(ZooSchema.Schema, Parser.Parse(query), new GraphQLOptions()).Errors;
}

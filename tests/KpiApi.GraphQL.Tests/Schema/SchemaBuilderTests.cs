using System.Text.Json;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Schema;
using KpiApi.GraphQL.Tests.Zoo;
using Microsoft.Extensions.DependencyInjection;

namespace KpiApi.GraphQL.Tests.Schema;

public sealed class SchemaBuilderTests
{
    private static readonly Scalar<Money> MoneyScalar = new(
        "Money",
        (writer, money) => writer.WriteStringValue($"{money.Amount} EUR"),
        value => value is string text && text.EndsWith(" EUR", StringComparison.Ordinal)
            ? new Money(decimal.Parse(text[..^4], System.Globalization.CultureInfo.InvariantCulture))
            : throw new FormatException("it must be like \"1.50 EUR\"."));

    private static GraphQLSchema Shop { get; } = new SchemaBuilder()
        .Context<ShopContext>()
        .Service<Clock>()
        .Scalar(MoneyScalar)
        .Enum("Metric", [new EnumValue<string>("CSAT", "csat", "Happy."), new("OLD", "old", DeprecationReason: "Use CSAT.")], "What is measured.")
        .Query(typeof(ShopQueries))
        .Build();

    [Fact]
    public void Build_from_methods_and_records_follows_the_conventions()
    {
        const string expected = """"
            type Query {
              whoAmI: String!
              time: DateTime!
              items(metric: Metric! = CSAT): ItemPage!
              sum(left: Float!, b: Float! = 0.5): Float!
              describe(criteria: CriteriaInput!): String!
              pay(money: Money!): String!
              grid(rows: [[Int!]!]!): [[Int!]!]!
              numbers: Any!
            }

            """Any JSON value."""
            scalar Any

            input CriteriaInput {
              name: String!
              limit: Int! = 5
              since: DateTime
              key: ID
            }

            """An instant, as ISO 8601 with an offset: 2026-01-31T09:30:00Z."""
            scalar DateTime @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339")

            type Item {
              id: ID!
              price: Float!
              metric: Metric!
              at: DateTime!
              utc: DateTime!
              stock: Long!
              cost: Money!
            }

            type ItemPage {
              items: [Item!]!
              next: String
            }

            """A whole number between -2^63 and 2^63 - 1."""
            scalar Long

            """What is measured."""
            enum Metric {
              """Happy."""
              CSAT
              OLD @deprecated(reason: "Use CSAT.")
            }

            scalar Money

            """";
        Assert.Equal(expected, Shop.Print());
    }

    [Theory]
    [InlineData("{ items { items { id price metric at utc stock cost } next } }", """
        {"items":{"items":[{"id":"1","price":1.50,"metric":"CSAT","at":"0001-01-01T00:00:00+00:00","utc":"2026-01-01T00:00:00Z","stock":1099511627776,"cost":"3 EUR"}],"next":null}}
        """)]
    [InlineData("{ items(metric: OLD) { items { metric } } }", """{"items":{"items":[{"metric":"OLD"}]}}""")]
    [InlineData("{ a: whoAmI b: whoAmI }", """{"a":"Ada 1","b":"Ada 2"}""")]
    [InlineData("{ time }", """{"time":"2026-01-31T09:30:00+01:00"}""")]
    [InlineData("{ sum(left: 0.1) }", """{"sum":0.6}""")]
    [InlineData("{ sum(left: 12345678901234567890.123456789, b: 0) }", """{"sum":12345678901234567890.123456789}""")]
    [InlineData("{ describe(criteria: {name: \"n\"}) }", """{"describe":"n 5  "}""")]
    [InlineData("{ describe(criteria: {name: \"n\", limit: 2, since: \"2026-01-01T01:00:00+01:00\", key: \"00000000-0000-0000-0000-000000000001\"}) }",
        """{"describe":"n 2 2026-01-01T00:00:00.0000000Z 00000000-0000-0000-0000-000000000001"}""")]
    [InlineData("{ pay(money: \"1.50 EUR\") }", """{"pay":"Money { Amount = 1.50 }"}""")]
    [InlineData("{ grid(rows: [[1, 2], 3]) }", """{"grid":[[1,2],[3]]}""")]
    [InlineData("{ numbers }", """{"numbers":{"a":1.50}}""")]
    public async Task Field_of_each_kind_is_resolved_and_written(string query, string expected)
    {
        using var services = new ServiceCollection().AddSingleton<Clock>().BuildServiceProvider();
        var request = new GraphQLRequest { Query = query, Context = new ShopContext("Ada"), Services = services };
        var answer = await ZooSchema.RunAsync(new GraphQLExecutor(Shop), request);
        Assert.Equal(expected.Trim(), answer["data"]!.ToJsonString(new JsonSerializerOptions { Encoder = new GraphQLOptions().Encoder }));
    }

    [Theory]
    [InlineData("{ pay(money: \"1.50\") }", ErrorCodes.Validation)]
    [InlineData("{ describe(criteria: {name: \"n\", since: \"2026-01-01T01:00:00\"}) }", ErrorCodes.Validation)]
    [InlineData("{ describe(criteria: {name: \"n\", key: \"1\"}) }", ErrorCodes.BadArgument)]
    [InlineData("{ sum(left: 1e300) }", ErrorCodes.BadArgument)]
    [InlineData("{ items(metric: \"csat\") { next } }", ErrorCodes.Validation)]
    public async Task Argument_that_its_type_refuses_is_an_error(string query, string code)
    {
        var answer = await ZooSchema.RunAsync(query, executor: new GraphQLExecutor(Shop));
        Assert.Equal(code, (string?)answer["errors"]![0]!["extensions"]!["code"]);
    }

    [Fact]
    public void Build_with_types_that_have_no_counterpart_says_so()
    {
        Assert.Contains("no fields", Fails(typeof(NoFields)), StringComparison.Ordinal);
        Assert.Contains("two fields", Fails(typeof(TwoFields)), StringComparison.Ordinal);
        Assert.Contains("Two types want to be Page", Fails(typeof(TwoTypes)), StringComparison.Ordinal);
        Assert.Contains("There is no type Nothing", Fails(typeof(UnknownType)), StringComparison.Ordinal);
        Assert.Contains("must be nullable", Fails(typeof(BadOneOf)), StringComparison.Ordinal);

        static string Fails(Type queries) =>
            Assert.Throws<InvalidOperationException>(() => new SchemaBuilder().Query(queries).Build()).Message;
    }

    public static class NoFields;

    public static class TwoFields
    {
        public static int GetA() => 1;

        public static int A() => 1;
    }

    public static class TwoTypes
    {
        public static Page? A() => null;

        public static Other.Page? B() => null;
    }

    public static class UnknownType
    {
        [GraphQLType("Nothing")]
        public static string A() => "";
    }

    public static class BadOneOf
    {
        public static int A(One one) => one.A;
    }

    [OneOf]
    public sealed record One(int A);

    public sealed record Page(int A);

    public static class Other
    {
        public sealed record Page(int A);
    }
}

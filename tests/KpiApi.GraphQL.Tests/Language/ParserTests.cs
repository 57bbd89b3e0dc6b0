using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL.Tests.Language;

/// <summary>What the reference can't be asked about: its cases are JSON, and the limits are our own.</summary>
public sealed class ParserTests
{
    /// <summary>½ stands for the half, which the metadata of an attribute can't hold.</summary>
    [Theory]
    [InlineData("{ text(value: \"½\") }", 15)]
    [InlineData("{ text(value: \"\"\"½\"\"\") }", 17)]
    [InlineData("# ½\n{ hello }", 2)]
    public void Parse_half_a_surrogate_pair_is_refused_where_it_stands(string source, int position)
    {
        var exception = Assert.Throws<SyntaxException>(() => Parser.Parse(source.Replace('½', '\ud800')));
        Assert.Equal((position, ErrorCodes.Syntax), (exception.Position, exception.Code));
    }

    [Fact]
    public void Parse_more_tokens_than_allowed_stops_at_the_first_too_many()
    {
        Assert.Equal(3, Parser.Parse("{ a }", maxTokens: 4).Definitions[0].Selections.Items.Count + 2);
        var exception = Assert.Throws<SyntaxException>(() => Parser.Parse("{ a b c }", maxTokens: 3));
        Assert.Equal((6, ErrorCodes.TooManyTokens), (exception.Position, exception.Code));
    }

    [Theory]
    [InlineData("{a{b}}", 2)]
    [InlineData("{a(x:[[1]])}", 3)]
    [InlineData("{a(x:{y:{z:1}})}", 3)]
    [InlineData("query($a:[[Int]]){a}", 3)]
    public void Parse_nesting_at_the_limit_passes_and_one_deeper_does_not(string source, int nesting)
    {
        Parser.Parse(source, maxNesting: nesting);
        Assert.Equal(ErrorCodes.TooDeep, Assert.Throws<SyntaxException>(() => Parser.Parse(source, maxNesting: nesting - 1)).Code);
    }

    [Theory]
    [InlineData("a\nb\r\nc\rd", 0, 1, 1)]
    [InlineData("a\nb\r\nc\rd", 2, 2, 1)]
    [InlineData("a\nb\r\nc\rd", 5, 3, 1)]
    [InlineData("a\nb\r\nc\rd", 7, 4, 1)]
    [InlineData("abc", 3, 1, 4)]
    public void Location_after_each_kind_of_line_end_counts_lines(string source, int position, int line, int column) =>
        Assert.Equal(new SourceLocation(line, column), SourceLocation.Of(source, position));
}

using KpiApi.Hooks.Maps;
using Newtonsoft.Json.Linq;

namespace KpiApi.Tests.Hooks;

/// <summary>An expression costs in proportion to the payload, whatever an admin writes.</summary>
public sealed class MapBoundsTests
{
    [Theory]
    [InlineData("[@,@].[@,@].[@,@].[@,@].[@,@].[@,@].[@,@]", "too many lists")]
    [InlineData("{a:@,b:@}.{a:@,b:@}.{a:@,b:@}.{a:@,b:@}.{a:@,b:@}.{a:@,b:@}.{a:@,b:@}", "too many lists")]
    [InlineData("[[],[]] | [[],[]] | [[],[]] | [[],[]] | [[],[]] | [[],[]] | [[],[]]", "too many lists")]
    [InlineData("map(&[@,@,@,@,@,@,@,@], [@,@,@,@,@,@,@,@,@])", "too many lists")]
    [InlineData("pad_left(a, `1000000000`)", "no function pad_left")]
    [InlineData("replace(a,'a','aaaaaaaa')", "no function replace")]
    [InlineData("zip(@,@)", "no function zip")]
    [InlineData("join(to_string(@), keys(@))", "first argument of join")]
    [InlineData("items[*].$.items", "$ can stand only at its beginning")]
    [InlineData("let $x = @ in [$x]", "$ can stand only at its beginning")]
    [InlineData("lenght(@)", "Did you mean length?")]
    public void Expression_that_could_grow_is_refused(string expression, string wanted)
    {
        Assert.Null(MapExpression.Parse(expression, out var problem));
        Assert.Contains(wanted, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Expression_that_is_too_long_is_refused()
    {
        Assert.Null(MapExpression.Parse(new string('a', ExpressionBounds.MaxLength + 1), out var problem));
        Assert.Contains("longer than 500", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detail.id", "1")]
    [InlineData("$.name", "payload")]
    [InlineData("name", "item")]
    [InlineData("$.join('@', [name, 'x', type(name)])", "payload@x@string")]
    [InlineData("contains(`[\"a\",\"b\",\"$\"]`, 'a') && 'yes' || 'no'", "yes")]
    [InlineData("list[?'it, $ and [' == a] || 'none'", "none")]
    [InlineData("list[-1].c", "3")]
    [InlineData("list[0:1] | [0].c", "2")]
    [InlineData("\"a key, with ( and $\"", "odd")]
    public void Expression_within_bounds_is_evaluated(string expression, string wanted)
    {
        var parsed = MapExpression.Parse(expression, out var problem);
        Assert.Null(problem);
        var item = JToken.Parse("""{"name":"item","detail":{"id":1},"list":[{"c":2},{"c":3}],"a key, with ( and $":"odd"}""");
        Assert.Equal(wanted, parsed!.Evaluate(JToken.Parse("""{"name":"payload"}"""), item)?.ToString());
    }
}

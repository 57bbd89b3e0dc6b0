using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Derivation;

/// <summary>Events of one instant, each as <c>id from to</c>.</summary>
public class EventOrderTests
{
    [Theory]
    [InlineData("1 open solved, 2 new open", "2 1")]
    [InlineData("1 solved open, 2 open solved, 3 new open", "3 2 1")]
    [InlineData("1 open closed, 2 new open, 3 open solved, 4 solved open", "2 3 4 1")]
    [InlineData("1 open open, 2 new open", "2 1")]
    [InlineData("1 open solved, 2 - open", "2 1")]
    [InlineData("2 open new, 1 new open", "1 2")]
    public void Changes_of_one_instant_follow_their_chain(string events, string expected) => Assert.Equal(expected, Ordered("status", events));

    [Theory]
    [InlineData("1 - solved, 2 - open", "1 2")]
    [InlineData("1 pending solved, 2 new open", "1 2")]
    [InlineData("1 new open, 2 new pending", "1 2")]
    [InlineData("1 open new, 2 new open, 3 pending pending", "1 2 3")]
    public void Changes_that_form_no_chain_are_in_the_order_of_their_ids(string events, string expected) => Assert.Equal(expected, Ordered("status", events));

    [Fact]
    public void Circle_begins_with_the_value_before_it() =>
        Assert.Equal("0 2 1", Ordered("team", "1 b a, 2 a b", Event("T", "team", "2026-03-01", to: "a") with { Id = "0" }));

    [Fact]
    public void Chain_goes_through_nobody() => Assert.Equal("3 2 1", Ordered("assignment", "1 - bob, 2 ann -, 3 zoe ann"));

    [Fact]
    public void Chains_of_two_types_do_not_mix()
    {
        var team = Event("T", "team", "2026-03-02", to: "open") with { Id = "15", From = "new" };
        Assert.Equal("20 15 10", Ordered("status", "10 open solved, 20 new open", team));
    }

    [Theory]
    [InlineData("9", "10")]
    [InlineData("99999999999999999999", "100000000000000000000")]
    [InlineData("007", "7")]
    [InlineData("10", "9a")]
    [InlineData("9", "10a")]
    [InlineData("A", "a")]
    [InlineData("a10", "a9")]
    [InlineData("9", "")]
    public void Ids_are_ordered_as_numbers_where_they_are_numbers_before_the_others(string first, string second)
    {
        var (one, other) = (Reply("T", "2026-03-02") with { Id = first }, Reply("T", "2026-03-02") with { Id = second });
        Assert.Equal([first, second], EventOrder.Of([other, one]).Select(e => e.Id));
        Assert.Equal(EventOrder.Of([other, one]), EventOrder.Of([one, other]));
    }

    private static string Ordered(string type, string events, params TicketEvent[] others)
    {
        var given = events.Split(", ").Select(e => e.Split(' ')).Select(e =>
            Event("T", type, "2026-03-02", to: e[2] == "-" ? null : e[2]) with { Id = e[0], From = e[1] == "-" ? null : e[1] });
        return string.Join(' ', EventOrder.Of([.. given, .. others]).Select(e => e.Id));
    }
}

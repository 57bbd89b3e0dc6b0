using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

public class LevelTests
{
    [Theory]
    [InlineData("2026-03-03T00:00Z", "2026-03-04T00:00Z", new[] { 0, 1, 0 })]
    [InlineData("2026-03-02T23:59Z", "2026-03-04T00:01Z", new[] { 1, 1, 0 })]
    [InlineData("2026-03-02T23:59Z", "2026-03-03T00:00Z", new[] { 1, 0, 0 })]
    [InlineData("2026-03-03T10:00Z", "2026-03-03T11:00Z", new[] { 0, 0, 0 })]
    [InlineData("2026-02-01T00:00Z", null, new[] { 1, 1, 1 })]
    public void Level_is_taken_just_before_the_end_of_the_bucket(string created, string? resolved, int[] open)
    {
        var desk = new Desk { Ticket("T", created) with { ResolvedAtMs = resolved is null ? null : At(resolved) } };
        Assert.Equal(open.Select(o => (decimal?)o), desk.Column("metrics=open_tickets&from=2026-03-02&to=2026-03-05&interval=day"));
    }

    [Fact]
    public void Level_of_a_bucket_wholly_in_the_future_is_null()
    {
        var desk = new Desk { Now = "2026-03-03T12:00Z" };
        desk.Add(Ticket("T", "2026-03-01"));
        var result = desk.Ask("metrics=open_tickets,tickets_created&from=2026-03-02&to=2026-03-06&interval=day");
        Assert.Equal([1, 1, null, null], result.Rows.Select(r => r.Values[0].Value));
        Assert.Equal([0, 0, 0, 0], result.Rows.Select(r => r.Values[1].Value));
        Assert.Equal(1, result.Totals[0].Value);
    }

    [Fact]
    public void Level_of_a_period_wholly_in_the_future_is_null_also_where_its_bucket_began_before()
    {
        var desk = new Desk { Now = "2026-03-03T12:00Z" };
        desk.Add(Ticket("T", "2026-03-01"));
        var result = desk.Ask("metrics=open_tickets&from=2026-03-03T18:00:00Z&to=2026-03-04&interval=day");
        Assert.Null(result.Rows.Single().Values[0].Value);
        Assert.Null(result.Totals[0].Value);
    }

    [Fact]
    public void Level_of_the_total_is_that_at_the_end_of_the_period()
    {
        var desk = new Desk { Ticket("1", "2026-03-02"), Ticket("2", "2026-03-03") with { ResolvedAtMs = At("2026-03-04T12:00Z") } };
        var result = desk.Ask("metrics=open_tickets&from=2026-03-02&to=2026-03-05&interval=day");
        Assert.Equal([1, 2, 1], result.Rows.Select(r => r.Values[0].Value));
        Assert.Equal((1, 1), (result.Totals[0].Value, result.Totals[0].Count));
    }

    [Fact]
    public void Awaiting_ends_with_the_first_response_or_with_the_resolution()
    {
        var desk = new Desk
        {
            Ticket("answered", "2026-03-02T10:00Z"),
            Reply("answered", "2026-03-03T10:00Z"),
            Ticket("solved", "2026-03-02T10:00Z") with { ResolvedAtMs = At("2026-03-04T10:00Z") },
            Ticket("waiting", "2026-03-02T10:00Z"),
        };
        Assert.Equal([3, 2, 1], desk.Column("metrics=awaiting_first_response&from=2026-03-02&to=2026-03-05&interval=day"));
    }

    [Fact]
    public void Awaiting_begins_again_when_a_ticket_that_nobody_answered_is_reopened()
    {
        var desk = new Desk { Ticket("T", "2026-03-02T10:00Z"), Status("T", "2026-03-03T10:00Z", "solved"), Status("T", "2026-03-04T10:00Z", "open") };
        Assert.Equal([1, 0, 1], desk.Column("metrics=awaiting_first_response&from=2026-03-02&to=2026-03-05&interval=day"));
    }

    [Fact]
    public void Unassigned_are_open_tickets_without_an_agent()
    {
        var desk = new Desk
        {
            Ticket("1", "2026-03-02") with { Agent = "ann", Channel = "email" },
            Ticket("2", "2026-03-02") with { Channel = "email" },
            Ticket("3", "2026-03-02") with { Channel = "chat", ResolvedAtMs = At("2026-03-03") },
        };
        Assert.Equal(1, desk.Value("metrics=unassigned_tickets&from=2026-03-01&to=2026-04-01").Value);
        Assert.Equal(["email 1"], desk.Groups("metrics=unassigned_tickets&from=2026-03-01&to=2026-04-01&groupBy=channel"));
        Assert.Equal(["chat 1", "email 1"], desk.Groups("metrics=unassigned_tickets&from=2026-03-02&to=2026-03-03&groupBy=channel"));
    }
}

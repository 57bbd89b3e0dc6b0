using System.Collections.Frozen;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Business hours where only some tickets have a calendar: that of the policy for high priority.</summary>
public class BusinessTimeTests
{
    private const string Asked = "metrics=first_response_time&from=2026-03-01&to=2026-04-01&hours=business";

    /// <summary>A Monday.</summary>
    private static readonly Ticket s_covered = Ticket("1", "2026-03-02T10:00Z") with { Priority = "high", FirstResponseAtMs = At("2026-03-02T11:00Z") };

    private static readonly Ticket s_uncovered = Ticket("2", "2026-03-02T10:00Z") with { FirstResponseAtMs = At("2026-03-02T15:00Z") };

    [Fact]
    public void Ticket_without_a_calendar_is_left_out_and_counted_in_a_warning()
    {
        var desk = new Desk(Rules()) { s_covered, s_uncovered };
        var result = desk.Ask(Asked);
        Assert.Equal((3600, 1L), (result.Totals[0].Value, result.Totals[0].Count));
        var warning = Assert.Single(result.Warnings);
        Assert.Equal("no_calendar", warning.Code);
        Assert.Contains("leave out 1 of 2 values of 'first_response_time'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warning_counts_a_ticket_of_several_tags_once()
    {
        var desk = new Desk(Rules()) { s_covered with { Tags = "a|b" }, s_uncovered with { Tags = "a|b|c" } };
        Assert.Equal(desk.Ask(Asked).Warnings, desk.Ask($"{Asked}&groupBy=tag").Warnings);
    }

    [Fact]
    public void Nothing_but_tickets_without_a_calendar_is_an_error()
    {
        var problem = new Desk(Rules()) { s_uncovered }.Problem(Asked);
        Assert.Equal(("no_calendar", "hours", "business"), (problem.Code, problem.Parameter, problem.Value));
        Assert.Contains("All 1 values of 'first_response_time'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("priority=high")]
    [InlineData("priority.not=")]
    public void Filter_that_leaves_only_tickets_with_a_calendar_has_no_warning(string filter) =>
        Assert.Empty(new Desk(Rules()) { s_covered, s_uncovered }.Ask($"{Asked}&{filter}").Warnings);

    [Fact]
    public void Nothing_at_all_is_null_without_a_warning()
    {
        var result = new Desk(Rules()) { Ticket("3", "2026-03-02T10:00Z") }.Ask(Asked);
        Assert.Null(result.Totals[0].Value);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Calendar_hours_and_metrics_that_are_no_durations_leave_nothing_out() => Assert.Empty(
        new Desk(Rules()) { s_covered, s_uncovered }.Ask("metrics=tickets_created,handle_time&from=2026-03-01&to=2026-04-01&hours=business").Warnings);

    private static DerivationRules Rules() => new()
    {
        Calendars = new Dictionary<string, BusinessCalendar> { ["office"] = Weekdays("UTC", "09:00-18:00") }.ToFrozenDictionary(),
        Policies = [new SlaPolicy { Id = "high", Priorities = ["high"], FirstResponseMs = 3_600_000, Calendar = "office" }],
    };
}

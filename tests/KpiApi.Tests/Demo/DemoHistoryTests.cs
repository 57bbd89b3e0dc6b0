using KpiApi.Demo;
using KpiApi.Engine.Model;

namespace KpiApi.Tests.Demo;

public class DemoHistoryTests
{
    /// <summary>2026-11-22T00:00Z.</summary>
    private const long EndMs = 1_795_305_600_000;

    private static readonly DemoCase[] s_cases = [.. DemoHistory.Until(EndMs)];

    [Fact]
    public void History_told_twice_is_the_same()
    {
        var again = DemoHistory.Until(EndMs).ToArray();

        Assert.Equal(s_cases.Select(c => c.Ticket), again.Select(c => c.Ticket));
        Assert.Equal(s_cases.SelectMany(c => c.Events), again.SelectMany(c => c.Events));
        Assert.Equal(s_cases.SelectMany(c => c.Surveys), again.SelectMany(c => c.Surveys));
    }

    [Fact]
    public void History_fills_ninety_days_and_stops_at_its_end()
    {
        Assert.InRange(s_cases.Length, 18_000, 22_000);
        Assert.Equal(90, s_cases.Select(c => c.Ticket.CreatedAtMs / 86_400_000).Distinct().Count());
        Assert.All(s_cases.SelectMany(c => c.Events), e => Assert.True(e.AtMs < EndMs));
        Assert.All(s_cases.SelectMany(c => c.Surveys), s => Assert.True(s.SentAtMs < EndMs && s.RespondedAtMs is null or < EndMs));
    }

    [Fact]
    public void Timelines_only_go_forward()
    {
        Assert.All(s_cases, c =>
        {
            long[] times = [c.Ticket.CreatedAtMs, .. c.Events.Select(e => e.AtMs)];
            Assert.Equal(times.Order(), times);
        });
    }

    [Fact]
    public void History_has_all_that_a_help_desk_has()
    {
        Assert.Equal(12, DemoStaff.People.Count);
        Assert.Equal(3, DemoStaff.People.Select(p => p.Team).Distinct().Count());
        Assert.Equal(["chat", "email", "phone", "web"], s_cases.Select(c => c.Ticket.Channel).Distinct().Order());
        Assert.Equal(Enum.GetValues<SurveyKind>(), s_cases.SelectMany(c => c.Surveys).Where(s => s.Score is not null).Select(s => s.Kind).Distinct().Order());
        Assert.Contains(s_cases, c => c.Ticket is { Status: TicketStatus.New, Agent: null });
        Assert.Contains(s_cases, c => c.Ticket.Status == TicketStatus.Spam);
        Assert.InRange(s_cases.Count(c => c.Ticket.Tags is null) / (double)s_cases.Length, 0.3, 0.7);
        Assert.Contains(s_cases, c => TagText.Parse(c.Ticket.Tags).Length > 2);
        Assert.Contains(s_cases, c => c.Events.Any(e => e.Type == EventTypes.Team));
        Assert.Contains(s_cases, c => c.Events.Any(e => e is { Type: EventTypes.Status, From: "solved", To: "open" }));
    }
}

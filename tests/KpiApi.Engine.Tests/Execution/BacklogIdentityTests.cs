using KpiApi.Engine.Tests.Oracle;

namespace KpiApi.Engine.Tests.Execution;

public class BacklogIdentityTests
{
    [Fact]
    public void Open_at_the_end_is_open_at_the_start_plus_the_change()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var desk = new RandomDesk(random, Given.At("2026-03-15")).Next();
            var snapshot = desk.Snapshot;
            var from = Given.At("2026-01-15") + random.Next(30 * 24) * 3_600_000L;
            var to = from + random.Next(1, 50 * 24) * 3_600_000L;
            var start = Ask(desk, "open_tickets", 0, from);
            var end = Ask(desk, "open_tickets", from, to);
            Assert.True(end == start + Ask(desk, "backlog_change", from, to), $"seed {seed}, {Given.Text(from)} to {Given.Text(to)}");

            decimal? Ask(Desk asked, string metric, long fromMs, long toMs) =>
                asked.Ask($"metrics={metric}&from={Given.Text(fromMs)}&to={Given.Text(toMs)}", snapshot).Totals[0].Value;
        }
    }
}

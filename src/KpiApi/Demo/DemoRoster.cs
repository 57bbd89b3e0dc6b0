using System.Globalization;
using KpiApi.Engine.Model;

namespace KpiApi.Demo;

/// <summary>When each agent is planned and reachable, and what the desk costs.</summary>
internal static class DemoRoster
{
    private const long HalfHourMs = WorkHours.HourMs / 2;

    private static readonly (string Id, string? Team, string? Channel, decimal AMonth)[] s_costs =
    [
        ("front-desk", "front-desk", null, 19_000), ("technical", DemoStaff.Technical, null, 18_400), ("billing", "billing", null, 12_000),
        ("phone-line", null, "phone", 900), ("chat-tool", null, "chat", 1_200), ("office", null, null, 6_500),
    ];

    /// <summary>Eight hours of each day that the desk is open, part-time workers less; for the first and the last half hour nobody calls them.</summary>
    public static IEnumerable<Shift> Shifts(long nowMs)
    {
        var hours = new WorkHours(WorkHours.Midnight(nowMs));
        for (var day = nowMs / WorkHours.DayMs - DemoHistory.Days; day * WorkHours.DayMs < nowMs; day++)
        {
            var (open, close) = hours.Window(day);
            foreach (var agent in DemoStaff.People.Where(_ => open < close))
            {
                var (from, to) = (open + WorkHours.HourMs, Math.Min(close, open + (long)Math.Round(9 * Math.Min(1, agent.Share)) * WorkHours.HourMs));
                var id = string.Create(CultureInfo.InvariantCulture, $"{agent.Id}-{day}");
                yield return new Shift { Id = id, Agent = agent.Id, FromMs = from, ToMs = to };
                yield return new Shift { Id = $"{id}-available", Agent = agent.Id, FromMs = from + HalfHourMs, ToMs = to - HalfHourMs, Kind = ShiftKind.Available };
            }
        }
    }

    /// <summary>Month by month, from the one in which the history begins to the one in which it ends.</summary>
    public static IEnumerable<Cost> Costs(long endMs)
    {
        var (first, last) = (Day(endMs - DemoHistory.Days * WorkHours.DayMs), Day(endMs));
        for (var month = new DateTime(first.Year, first.Month, 1, 0, 0, 0, DateTimeKind.Utc); month <= last; month = month.AddMonths(1))
        {
            foreach (var (id, team, channel, amount) in s_costs)
            {
                yield return new Cost
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"{id}-{month:yyyy-MM}"),
                    FromMs = new DateTimeOffset(month).ToUnixTimeMilliseconds(),
                    ToMs = new DateTimeOffset(month.AddMonths(1)).ToUnixTimeMilliseconds(),
                    AmountUnits = (long)(amount * Money.UnitsPerWhole),
                    Team = team,
                    Channel = channel,
                };
            }
        }
    }

    private static DateTime Day(long atMs) => DateTimeOffset.FromUnixTimeMilliseconds(atMs).UtcDateTime;
}

using NodaTime;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Business hours by looking at the clock on the wall every quarter of an hour: windows begin and end on such.</summary>
internal sealed class OracleCalendar(
    DateTimeZone zone, IReadOnlyDictionary<IsoDayOfWeek, (int From, int To)[]> hours, IReadOnlySet<LocalDate> holidays)
{
    private const long QuarterMs = 900_000;
    private const long DayMs = 96 * QuarterMs;

    private readonly Dictionary<LocalDate, List<(long From, long To)>> _days = [];

    /// <summary>Of all quarters that a window of any day covers, the parts within <c>[from, to)</c>.</summary>
    public long Between(long from, long to)
    {
        var covered = 0L;
        var reached = from;
        var first = Instant.FromUnixTimeMilliseconds(from).InZone(zone).Date.PlusDays(-2);
        var last = Instant.FromUnixTimeMilliseconds(to).InZone(zone).Date.PlusDays(1);
        for (var date = first; date <= last; date = date.PlusDays(1))
        {
            foreach (var window in Windows(date))
            {
                var start = Math.Max(window.From, reached);
                var end = Math.Min(window.To, to);
                if (start >= end)
                    continue;
                covered += end - start;
                reached = end;
            }
        }
        return covered;
    }

    private List<(long From, long To)> Windows(LocalDate date)
    {
        if (_days.TryGetValue(date, out var known))
            return known;
        var windows = holidays.Contains(date) || !hours.TryGetValue(date.DayOfWeek, out var ofDay) ? [] : ofDay.OrderBy(w => w.From).Select(w =>
            (FirstAt(date, w.From), FirstAt(w.To > w.From ? date : date.PlusDays(1), w.To))).ToList();
        return _days[date] = windows;
    }

    /// <summary>The first moment at which the clock shows a time or a later one: at a clock change it may jump over it.</summary>
    private long FirstAt(LocalDate date, int minute)
    {
        var wanted = date.AtMidnight().PlusMinutes(minute);
        var at = wanted.InUtc().ToInstant().ToUnixTimeMilliseconds() - DayMs;
        while (Instant.FromUnixTimeMilliseconds(at).InZone(zone).LocalDateTime < wanted)
            at += QuarterMs;
        return at;
    }
}

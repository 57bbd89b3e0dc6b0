using NodaTime;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Business hours by looking at the clock on the wall every quarter of an hour: windows begin and end on such.</summary>
/// <param name="versions">In any order; the first day of one of them is before every other date.</param>
internal sealed class OracleCalendar(DateTimeZone zone, IReadOnlyList<OracleHours> versions)
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
        var valid = versions.Where(v => v.From <= date).MaxBy(v => v.From)!;
        return _days[date] = [.. valid.Of(date).OrderBy(w => w.From).Select(w => (FirstAt(date, w.From), FirstAt(w.To > w.From ? date : date.PlusDays(1), w.To)))];
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

/// <param name="Special">Days with hours of their own: of one year, or (year 0) of each.</param>
internal sealed record OracleHours(LocalDate From, IReadOnlyDictionary<IsoDayOfWeek, (int From, int To)[]> Week, IReadOnlyDictionary<(int Year, int Month, int Day), (int From, int To)[]> Special)
{
    public (int From, int To)[] Of(LocalDate date)
    {
        if (Special.TryGetValue((date.Year, date.Month, date.Day), out var once))
            return once;
        var usual = Week.GetValueOrDefault(date.DayOfWeek, []);
        return usual.Length > 0 && Special.TryGetValue((0, date.Month, date.Day), out var yearly) ? yearly : usual;
    }
}

namespace KpiApi.Demo;

/// <summary>When the demo's agents are there: Monday to Friday 7 to 19, Saturday 9 to 15, UTC, but on a holiday and the short day before it.</summary>
/// <param name="endMs">Midnight at the end of the history.</param>
internal sealed class WorkHours(long endMs)
{
    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;

    private const int Wednesday = 2;
    private const int Saturday = 5;
    private const int Sunday = 6;

    /// <summary>The last Wednesday that is at least two weeks ago.</summary>
    public long HolidayMs { get; } = Enumerable.Range(15, 7).Select(age => endMs - age * DayMs).First(day => Weekday(day) == Wednesday);

    /// <summary>Seven to noon.</summary>
    public long ShortDayMs => HolidayMs - DayMs;

    /// <summary>The last midnight, UTC; a midnight is its own.</summary>
    public static long Midnight(long atMs) => atMs - atMs % DayMs;

    /// <summary>0 is Monday; 1970-01-01 was a Thursday.</summary>
    public static int Weekday(long atMs) => (int)((atMs / DayMs + 3) % 7);

    public bool IsOpen(long atMs)
    {
        var (open, close) = Window(atMs / DayMs);
        return atMs >= open && atMs < close;
    }

    /// <summary>The moment at which so much working time has passed.</summary>
    public long After(long atMs, double seconds)
    {
        var left = (long)seconds * 1000;
        for (var day = atMs / DayMs; ; day++)
        {
            var (open, close) = Window(day);
            var start = Math.Max(atMs, open);
            if (start >= close)
                continue;
            if (left <= close - start)
                return start + left;
            left -= close - start;
        }
    }

    /// <summary>Empty on a day that is closed.</summary>
    /// <param name="day">Counted from 1970-01-01.</param>
    public (long OpenMs, long CloseMs) Window(long day)
    {
        var midnight = day * DayMs;
        if (midnight == HolidayMs)
            return (midnight, midnight);
        if (midnight == ShortDayMs)
            return (midnight + 7 * HourMs, midnight + 12 * HourMs);
        return Weekday(midnight) switch
        {
            Sunday => (midnight, midnight),
            Saturday => (midnight + 9 * HourMs, midnight + 15 * HourMs),
            _ => (midnight + 7 * HourMs, midnight + 19 * HourMs),
        };
    }
}

namespace KpiApi.Demo;

/// <summary>When the demo's agents are there: Monday to Friday 7 to 19, Saturday 9 to 15, UTC.</summary>
internal static class WorkHours
{
    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;

    private const int Saturday = 5;
    private const int Sunday = 6;

    /// <summary>0 is Monday; 1970-01-01 was a Thursday.</summary>
    public static int Weekday(long atMs) => (int)((atMs / DayMs + 3) % 7);

    public static bool IsOpen(long atMs)
    {
        var (open, close) = Window(atMs / DayMs);
        return atMs >= open && atMs < close;
    }

    /// <summary>The moment at which so much working time has passed.</summary>
    public static long After(long atMs, double seconds)
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

    private static (long OpenMs, long CloseMs) Window(long day)
    {
        var midnight = day * DayMs;
        return Weekday(midnight) switch
        {
            Sunday => (midnight, midnight),
            Saturday => (midnight + 9 * HourMs, midnight + 15 * HourMs),
            _ => (midnight + 7 * HourMs, midnight + 19 * HourMs),
        };
    }
}

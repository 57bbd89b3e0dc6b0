namespace KpiApi.Engine.Model;

/// <summary>The bands of the dimensions age (since creation) and idle (since the last answer), of tickets that are open.</summary>
internal static class AgeBands
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    /// <summary>Exclusive ends of all bands but the last.</summary>
    private static readonly long[] s_ends = [DayMs, 2 * DayMs, 7 * DayMs, 30 * DayMs];

    public static IReadOnlyList<string> Age { get; } = ["0-24h", "24-48h", "48h-7d", "7d-30d", "30d+"];

    public static IReadOnlyList<string> Idle { get; } = [.. Age, "never"];

    /// <summary>All bands but the last, each with its exclusive end.</summary>
    public static IEnumerable<(string Name, long EndMs)> Bounded => Age.Zip(s_ends);

    /// <summary>The code of a duration: the place of its band plus 1.</summary>
    public static int Code(long durationMs)
    {
        var band = 0;
        while (band < s_ends.Length && durationMs >= s_ends[band])
            band++;
        return band + 1;
    }

    /// <summary>The code of a ticket that was never answered.</summary>
    public static int NeverCode => Idle.Count;
}

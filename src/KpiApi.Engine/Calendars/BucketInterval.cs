namespace KpiApi.Engine.Calendars;

/// <summary>How a period is cut. The last three fold: all Mondays fall into one bucket.</summary>
public enum BucketInterval { None, Hour, Day, Week, Month, Quarter, Year, HourOfDay, DayOfWeek, DayOfWeekHour }

public static class BucketIntervalNames
{
    /// <summary>In the order of <see cref="BucketInterval"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["none", "hour", "day", "week", "month", "quarter", "year", "hour_of_day", "day_of_week", "day_of_week_hour"];

    public static string Name(BucketInterval interval) => All[(int)interval];

    /// <summary>True for the intervals in which one bucket collects many stretches of time.</summary>
    public static bool IsFolded(BucketInterval interval) => interval >= BucketInterval.HourOfDay;
}

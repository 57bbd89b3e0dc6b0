using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>Half-open: <c>[FromMs, ToMs)</c>, epoch milliseconds.</summary>
public readonly record struct TimeRange(long FromMs, long ToMs)
{
    public bool Contains(long atMs) => atMs >= FromMs && atMs < ToMs;

    internal static TimeRange Between(LocalDate from, LocalDate to, DateTimeZone zone) => new(StartOf(from, zone), StartOf(to, zone));

    /// <summary>The first instant of a day: later than midnight where the clock jumps over it.</summary>
    internal static long StartOf(LocalDate date, DateTimeZone zone)
    {
        var midnight = zone.MapLocal(date.AtMidnight());
        var start = midnight.Count == 0 ? midnight.LateInterval.Start : midnight.First().ToInstant();
        return start.ToUnixTimeMilliseconds();
    }
}

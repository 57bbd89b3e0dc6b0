using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>Half-open: <c>[FromMs, ToMs)</c>, epoch milliseconds.</summary>
public readonly record struct Period(long FromMs, long ToMs)
{
    public bool Contains(long atMs) => atMs >= FromMs && atMs < ToMs;

    internal static Period Between(LocalDate from, LocalDate to, DateTimeZone zone) => new(StartOf(from, zone), StartOf(to, zone));

    /// <summary>The first instant of a day, which in some zones and years is not midnight.</summary>
    internal static long StartOf(LocalDate date, DateTimeZone zone) => zone.AtStartOfDay(date).ToInstant().ToUnixTimeMilliseconds();
}

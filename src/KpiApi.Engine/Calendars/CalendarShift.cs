using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>How far a period is after the one it is compared with, as the calendar counts it: in months, or days, or hours of the wall clock.</summary>
public readonly record struct CalendarShift(int Months, int Days, int Hours)
{
    private const int HoursOfDay = 24;

    /// <summary>The most by which a clock change makes a day longer or shorter.</summary>
    private const int HoursOfClockChange = 2;

    internal static CalendarShift OfMonths(int months) => new(months, 0, 0);

    internal static CalendarShift OfDays(int days) => new(0, days, 0);

    /// <summary>
    /// Of periods of which nothing is known but their bounds. The same dates some months before are that; else whole days are days, also
    /// where a clock change made one of them longer or shorter.
    /// </summary>
    internal static CalendarShift Between(TimeRange compared, TimeRange period, DateTimeZone zone)
    {
        var (from, to) = (Local(compared.FromMs, zone), Local(period.FromMs, zone));
        var months = (to.Year - from.Year) * 12 + to.Month - from.Month;
        if (months != 0 && from.PlusMonths(months) == to && Local(compared.ToMs, zone).PlusMonths(months) == Local(period.ToMs, zone))
            return OfMonths(months);
        var hours = (int)Math.Floor(Period.Between(from, to, PeriodUnits.Minutes).Minutes / 60.0);
        var days = (int)Math.Round(hours / (double)HoursOfDay, MidpointRounding.AwayFromZero);
        return days != 0 && Math.Abs(hours - days * HoursOfDay) <= HoursOfClockChange ? OfDays(days) : new CalendarShift(0, 0, hours);
    }

    internal static LocalDateTime Local(long ms, DateTimeZone zone) => Instant.FromUnixTimeMilliseconds(ms).InZone(zone).LocalDateTime;
}

using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>A window of business time on a day, in minutes of the wall clock; an end not after the start runs past midnight.</summary>
public readonly record struct BusinessWindow(int FromMinute, int ToMinute)
{
    public const int MinutesPerDay = 24 * 60;
}

/// <summary>When a desk is open, from one day on.</summary>
/// <param name="From">The first day that they are valid on; the earliest ones are valid before it too.</param>
/// <param name="Week">Windows of each weekday; a weekday that is missing has none.</param>
/// <param name="Days">Days with windows of their own, whatever the weekday: none on a holiday.</param>
/// <param name="YearlyDays">The same for each year. They open no weekday that is closed: Christmas Eve on a Sunday.</param>
public sealed record OpeningHours(
    LocalDate From,
    IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<BusinessWindow>> Week,
    IReadOnlyDictionary<LocalDate, IReadOnlyList<BusinessWindow>> Days,
    IReadOnlyDictionary<AnnualDate, IReadOnlyList<BusinessWindow>> YearlyDays)
{
    /// <summary>The windows that start on a day.</summary>
    internal IReadOnlyList<BusinessWindow> On(LocalDate date) =>
        Days.TryGetValue(date, out var ofDay) ? ofDay
        : Week.GetValueOrDefault(date.DayOfWeek) is not { Count: > 0 } ofWeekday ? []
        : YearlyDays.TryGetValue(new AnnualDate(date.Month, date.Day), out var ofYear) ? ofYear
        : ofWeekday;
}

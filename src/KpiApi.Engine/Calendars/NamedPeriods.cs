using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>
/// The periods that a query can name. Running ones (today, this_month) reach to the end of their last day or month;
/// "last n" ones are the whole days or months before today.
/// </summary>
public static class NamedPeriods
{
    internal const string Default = "last_30_days";

    /// <summary>From the first fact to the end of today, or to the last one if that is later; needs the data, so the caller resolves it.</summary>
    internal const string All = "all";

    private static readonly Dictionary<string, Func<LocalDate, IsoDayOfWeek, (LocalDate From, LocalDate To)>> s_periods = new()
    {
        ["today"] = (today, _) => (today, today.PlusDays(1)),
        ["yesterday"] = (today, _) => (today.PlusDays(-1), today),
        ["this_week"] = (today, first) => (Week(today, first), Week(today, first).PlusWeeks(1)),
        ["last_week"] = (today, first) => (Week(today, first).PlusWeeks(-1), Week(today, first)),
        ["this_month"] = (today, _) => (Month(today), Month(today).PlusMonths(1)),
        ["last_month"] = (today, _) => (Month(today).PlusMonths(-1), Month(today)),
        ["this_quarter"] = (today, _) => (Quarter(today), Quarter(today).PlusMonths(3)),
        ["last_quarter"] = (today, _) => (Quarter(today).PlusMonths(-3), Quarter(today)),
        ["this_year"] = (today, _) => (Year(today), Year(today).PlusYears(1)),
        ["last_year"] = (today, _) => (Year(today).PlusYears(-1), Year(today)),
        ["last_7_days"] = (today, _) => (today.PlusDays(-7), today),
        [Default] = (today, _) => (today.PlusDays(-30), today),
        ["last_90_days"] = (today, _) => (today.PlusDays(-90), today),
        ["last_12_months"] = (today, _) => (Month(today).PlusMonths(-12), Month(today)),
    };

    public static IReadOnlyList<string> Names { get; } = [.. s_periods.Keys, All];

    internal static TimeRange Resolve(string name, LocalDate today, IsoDayOfWeek weekStart, DateTimeZone zone)
    {
        var (from, to) = s_periods[name](today, weekStart);
        return TimeRange.Between(from, to, zone);
    }

    /// <summary>Whole months, quarters or years; the others are weeks or days.</summary>
    internal static bool IsOfMonths(string name) =>
        name.EndsWith("_month", StringComparison.Ordinal) || name.EndsWith("_months", StringComparison.Ordinal)
        || name.EndsWith("_quarter", StringComparison.Ordinal) || name.EndsWith("_year", StringComparison.Ordinal);

    internal static LocalDate Week(LocalDate date, IsoDayOfWeek first) =>
        date.PlusDays(-(((int)date.DayOfWeek - (int)first + 7) % 7));

    internal static LocalDate Month(LocalDate date) => new(date.Year, date.Month, 1);

    internal static LocalDate Quarter(LocalDate date) => new(date.Year, (date.Month - 1) / 3 * 3 + 1, 1);

    internal static LocalDate Year(LocalDate date) => new(date.Year, 1, 1);
}

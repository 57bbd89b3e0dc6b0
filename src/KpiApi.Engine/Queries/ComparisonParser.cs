using KpiApi.Engine.Calendars;
using NodaTime;

namespace KpiApi.Engine.Queries;

/// <summary>Reads <c>compare</c>: which period the one asked for is compared with.</summary>
internal sealed class ComparisonParser(ParameterReader reader, PeriodParser periods, QueryDefaults defaults, DateTimeZone zone, IsoDayOfWeek weekStart)
{
    private const string PreviousPeriod = "previous_period";
    private const string PreviousYear = "previous_year";

    /// <summary>Null without a comparison, or when it has an error.</summary>
    public TimeRange? Parse(TimeRange period)
    {
        if (reader.Single("compare") is not { } text)
            return null;
        var name = reader.Has("period") ? reader.Single("period") : reader.Has("from") ? null : NamedPeriods.Default;
        return text switch
        {
            PreviousPeriod when name == NamedPeriods.All => Refuse(text),
            PreviousPeriod => name is null ? Before(period) : NamedBefore(period, name),
            PreviousYear => Elapsed(period, YearBefore(period), name),
            _ => Custom(text),
        };
    }

    private TimeRange? Refuse(string text)
    {
        reader.Fail("conflict", "compare", text, "There is nothing before 'all'.");
        return null;
    }

    /// <summary>
    /// Whole days are counted on the calendar: the days before, however many hours they have. Anything else is as long in elapsed time.
    /// </summary>
    private TimeRange Before(TimeRange period)
    {
        var (from, to) = (Local(period.FromMs), Local(period.ToMs));
        if (!IsMidnight(period.FromMs) || !IsMidnight(period.ToMs))
            return new TimeRange(period.FromMs - (period.ToMs - period.FromMs), period.FromMs);
        return TimeRange.Between(from.Date.Minus(Period.FromDays(Days(from.Date, to.Date))), from.Date, zone);
    }

    /// <summary>The month before a month, the quarter before a quarter; a running one up to the same elapsed time.</summary>
    private TimeRange NamedBefore(TimeRange period, string name)
    {
        var (from, to) = (Local(period.FromMs).Date, Local(period.ToMs).Date);
        var start = name switch
        {
            "this_month" or "last_month" => from.PlusMonths(-1),
            "this_quarter" or "last_quarter" => from.PlusMonths(-3),
            "this_year" or "last_year" or "last_12_months" => from.PlusYears(-1),
            "this_week" or "last_week" => NamedPeriods.Week(from, weekStart).PlusWeeks(-1),
            _ => from.PlusDays(-Days(from, to)),
        };
        return Elapsed(period, TimeRange.Between(start, from, zone), name);
    }

    private TimeRange YearBefore(TimeRange period) => new(YearBefore(period.FromMs), YearBefore(period.ToMs));

    private long YearBefore(long ms) => Local(ms).PlusYears(-1).InZoneLeniently(zone).ToInstant().ToUnixTimeMilliseconds();

    /// <summary>
    /// A running period (this_month on its 10th at noon) is compared with as much of the other one: its first nine days and a half, by the
    /// wall clock, so that a clock change in between moves nothing. Never beyond its end: March has a 31st, February ends before.
    /// </summary>
    private TimeRange Elapsed(TimeRange period, TimeRange previous, string? name)
    {
        var nowMs = defaults.Now.ToUnixTimeMilliseconds();
        var isRunning = name is "today" || name?.StartsWith("this_", StringComparison.Ordinal) == true;
        if (!isRunning || !period.Contains(nowMs))
            return previous;
        var elapsed = Period.Between(Local(period.FromMs), Local(nowMs), PeriodUnits.Days | PeriodUnits.AllTimeUnits);
        var to = Local(previous.FromMs).Plus(elapsed).InZoneLeniently(zone).ToInstant().ToUnixTimeMilliseconds();
        return previous with { ToMs = Math.Min(Math.Max(to, previous.FromMs + 1), previous.ToMs) };
    }

    private TimeRange? Custom(string text)
    {
        if (text.Split('/') is not [var from, var to])
        {
            reader.Unknown("invalid_value", "compare", text,
                $"'{text}' is no comparison; two dates or instants with a slash between are one too: 2025-01-01/2025-02-01.", [PreviousPeriod, PreviousYear]);
            return null;
        }
        if (periods.Bound("compare", from, zone) is not { } fromMs || periods.Bound("compare", to, zone) is not { } toMs)
            return null;
        if (fromMs < toMs)
            return new TimeRange(fromMs, toMs);
        reader.Fail("empty_period", "compare", text, "The period is [from, to), so the second must be later than the first.");
        return null;
    }

    private LocalDateTime Local(long ms) => Instant.FromUnixTimeMilliseconds(ms).InZone(zone).LocalDateTime;

    private bool IsMidnight(long ms) => TimeRange.StartOf(Local(ms).Date, zone) == ms;

    private static int Days(LocalDate from, LocalDate to) => Period.DaysBetween(from, to);
}

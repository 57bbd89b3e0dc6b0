using KpiApi.Engine.Calendars;
using NodaTime;

namespace KpiApi.Engine.Queries;

/// <summary>Reads <c>compare</c>: which period the one asked for is compared with.</summary>
internal sealed class ComparisonParser(ParameterReader reader, PeriodParser periods, QueryDefaults defaults, DateTimeZone zone)
{
    private const string PreviousPeriod = "previous_period";
    private const string PreviousYear = "previous_year";

    /// <summary>Null without a comparison, or when it has an error.</summary>
    public (TimeRange Period, CalendarShift Shift)? Parse(TimeRange period)
    {
        if (reader.Single("compare") is not { } text)
            return null;
        var name = reader.Has("period") ? reader.Single("period") : reader.Has("from") ? null : NamedPeriods.Default;
        if (text == PreviousPeriod)
            return name == NamedPeriods.All ? Refuse(text) : Before(period, name);
        if (text == PreviousYear)
            return (YearBefore(period), CalendarShift.OfMonths(12));
        return Custom(text) is { } custom ? (custom, CalendarShift.Between(custom, period, zone)) : null;
    }

    private (TimeRange, CalendarShift)? Refuse(string text)
    {
        reader.Fail("conflict", "compare", text, "There is nothing before 'all'.");
        return null;
    }

    /// <summary>
    /// Of the same shape: as many months before whole months (and quarters and years, which are months), as many days before whole days,
    /// however many hours they have. Anything else is as long in elapsed time.
    /// </summary>
    private (TimeRange, CalendarShift) Before(TimeRange period, string? name)
    {
        var (from, to) = (Local(period.FromMs).Date, Local(period.ToMs).Date);
        if (!IsMidnight(period.FromMs) || !IsMidnight(period.ToMs))
        {
            var before = new TimeRange(period.FromMs - (period.ToMs - period.FromMs), period.FromMs);
            var elapsed = IsRunning(period) ? before with { ToMs = before.FromMs + NowMs - period.FromMs } : before;
            return (elapsed, CalendarShift.Between(before, period, zone));
        }
        // The last 30 days stay days, also when they are those of April.
        var isOfDays = name is not null && !NamedPeriods.IsOfMonths(name);
        if (isOfDays || from.Day != 1 || to.Day != 1)
        {
            var days = Period.DaysBetween(from, to);
            return (Elapsed(period, TimeRange.Between(from.PlusDays(-days), from, zone)), CalendarShift.OfDays(days));
        }
        var months = (to.Year - from.Year) * 12 + to.Month - from.Month;
        return (Elapsed(period, TimeRange.Between(from.PlusMonths(-months), from, zone)), CalendarShift.OfMonths(months));
    }

    /// <summary>The same dates; of a running period up to this moment a year ago.</summary>
    private TimeRange YearBefore(TimeRange period)
    {
        var (from, to) = (YearBefore(period.FromMs), YearBefore(period.ToMs));
        return new(from, IsRunning(period) ? Math.Clamp(YearBefore(NowMs), from, to) : to);
    }

    /// <summary>What is on 29 February was not the year before: it is at the first moment of 1 March.</summary>
    private long YearBefore(long ms)
    {
        var local = Local(ms);
        return local is { Month: 2, Day: 29 }
            ? TimeRange.StartOf(new LocalDate(local.Year - 1, 3, 1), zone)
            : local.PlusYears(-1).InZoneLeniently(zone).ToInstant().ToUnixTimeMilliseconds();
    }

    /// <summary>
    /// A running period (a month on its 10th at noon) is compared with as much of the other one: its first nine days and a half, by the
    /// wall clock, so that a clock change in between moves nothing. Never beyond its end: March has a 31st, February ends before.
    /// </summary>
    private TimeRange Elapsed(TimeRange period, TimeRange previous)
    {
        if (!IsRunning(period))
            return previous;
        var elapsed = Period.Between(Local(period.FromMs), Local(NowMs), PeriodUnits.Days | PeriodUnits.AllTimeUnits);
        var to = Local(previous.FromMs).Plus(elapsed).InZoneLeniently(zone).ToInstant().ToUnixTimeMilliseconds();
        return previous with { ToMs = Math.Min(Math.Max(to, previous.FromMs + 1), previous.ToMs) };
    }

    private long NowMs => defaults.Now.ToUnixTimeMilliseconds();

    private bool IsRunning(TimeRange period) => period.FromMs < NowMs && NowMs < period.ToMs;

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
}

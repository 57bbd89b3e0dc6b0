using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace KpiApi.Engine.Tests.Oracle;

/// <param name="Statistic">Null for the plain number.</param>
internal sealed record OracleChoice(OracleMetric Metric, string? Statistic)
{
    public string Name => Statistic is null ? Metric.Name : $"{Metric.Name}:{Statistic}";
}

internal sealed record OracleFilter(string Dimension, IReadOnlyList<string?> Values, bool Excluded)
{
    public bool Passes(OracleFact fact) => fact.All(Dimension).Any(Values.Contains) != Excluded;
}

/// <param name="Column">A metric as asked, a dimension, or time.</param>
internal sealed record OracleOrder(string Column, bool Descending);

/// <summary>What is asked of both.</summary>
internal sealed record OracleQuestion
{
    public required IReadOnlyList<OracleChoice> Metrics { get; init; }
    public required long FromMs { get; init; }
    public required long ToMs { get; init; }
    public required DateTimeZone Zone { get; init; }
    public required string Interval { get; init; }
    public IsoDayOfWeek WeekStart { get; init; } = IsoDayOfWeek.Monday;
    public IReadOnlyList<string> GroupBy { get; init; } = [];
    public IReadOnlyList<OracleFilter> Filters { get; init; } = [];
    public IReadOnlyList<OracleOrder> OrderBy { get; init; } = [];
    public int Limit { get; init; } = 10_000;
    public int Offset { get; init; }
    public bool Others { get; init; }
    public required long AsOfMs { get; init; }
    public bool Business { get; init; }
    public bool Confidence { get; init; }

    /// <summary>As the API takes it, or null.</summary>
    public string? Compare { get; init; }

    private bool IsRunning => FromMs < AsOfMs && AsOfMs < ToMs;

    /// <summary>
    /// The period compared with: whole months before as many whole months, whole days before as many, else as much time, of a running period
    /// as much as has passed of it; or the same wall clock a year before. May be empty.
    /// </summary>
    public (long From, long To)? Previous()
    {
        if (Compare is null)
            return null;
        if (Compare == "previous_year")
            return (YearBefore(FromMs), IsRunning ? Math.Max(YearBefore(FromMs), Math.Min(YearBefore(ToMs), YearBefore(AsOfMs))) : YearBefore(ToMs));
        if (Compare != "previous_period")
            return (Ms(Compare.Split('/')[0]), Ms(Compare.Split('/')[1]));
        var (from, to) = (Local(FromMs).Date, Local(ToMs).Date);
        if (!AreWholeDays)
            return (FromMs - (ToMs - FromMs), IsRunning ? AsOfMs - (ToMs - FromMs) : FromMs);
        var start = AreWholeMonths ? from.PlusMonths(-MonthsBetween(from, to)) : from.PlusDays(-Period.DaysBetween(from, to));
        if (!IsRunning)
            return (Start(start), FromMs);
        // In days: a month and ten days of December are not as long as those of September.
        var since = Local(FromMs).TimeOfDay == LocalTime.Midnight ? Local(FromMs).Date.AtMidnight() : Local(FromMs);
        var elapsed = Period.Between(since, Local(AsOfMs), PeriodUnits.Days | PeriodUnits.AllTimeUnits);
        var until = (Local(Start(start)) + elapsed).InZoneLeniently(Zone).ToInstant().ToUnixTimeMilliseconds();
        return (Start(start), Math.Min(FromMs, Math.Max(Start(start) + 1, until)));
    }

    private bool AreWholeDays => Start(Local(FromMs).Date) == FromMs && Start(Local(ToMs).Date) == ToMs;

    private bool AreWholeMonths => AreWholeDays && Local(FromMs).Day == 1 && Local(ToMs).Day == 1;

    private static int MonthsBetween(LocalDate from, LocalDate to) => (to.Year - from.Year) * 12 + to.Month - from.Month;

    /// <summary>Whole months, where the two periods are the same dates of other months; else 0.</summary>
    public int MonthsApart
    {
        get
        {
            var (before, now) = (Local(Previous()!.Value.From), Local(FromMs));
            var months = MonthsBetween(before.Date, now.Date);
            return Compare switch
            {
                "previous_year" => 12,
                "previous_period" => AreWholeMonths ? months : 0,
                _ => before.PlusMonths(months) == now && Local(Previous()!.Value.To).PlusMonths(months) == Local(ToMs) ? months : 0,
            };
        }
    }

    /// <summary>A wall clock so long before that the two periods begin alike; null for a day that is not there, as 31 February.</summary>
    /// <param name="hour">Of the period asked for.</param>
    public LocalDateTime? Counterpart(LocalDateTime hour)
    {
        var (before, now) = (Local(Previous()!.Value.From), Local(FromMs));
        if (MonthsApart != 0)
            return hour.PlusMonths(-MonthsApart) is var then && then.Day == hour.Day ? then : null;
        var isCustom = Compare != "previous_period";
        var apart = Math.Floor((now.ToDateTimeUnspecified() - before.ToDateTimeUnspecified()).TotalHours);
        var days = !isCustom && AreWholeDays ? Period.DaysBetween(before.Date, now.Date) : Math.Round(apart / 24, MidpointRounding.AwayFromZero);
        var areDays = (!isCustom && AreWholeDays) || (days != 0 && Math.Abs(apart - 24 * days) <= 2);
        return Interval == "day" && !areDays ? hour.PlusDays(-Period.DaysBetween(before.Date, now.Date)) : hour.PlusHours(-(long)(areDays ? 24 * days : apart));
    }

    /// <summary>Between the days on which the two begin.</summary>
    public double DaysApart => Period.DaysBetween(Local(Previous()!.Value.From).Date, Local(FromMs).Date);

    /// <summary>The same as a query of the API.</summary>
    public string Query()
    {
        var parts = new List<string>
        {
            $"metrics={string.Join(',', Metrics.Select(m => m.Name))}",
            $"from={Text(FromMs)}",
            $"to={Text(ToMs)}",
            $"timeZone={Zone.Id}",
            $"interval={Interval}",
            $"weekStart={(WeekStart == IsoDayOfWeek.Monday ? "monday" : "sunday")}",
            "allowUnknown=true",
            FormattableString.Invariant($"limit={Limit}"),
        };
        if (Business)
            parts.Add("hours=business");
        if (Confidence)
            parts.Add("include=confidence");
        if (Compare is not null)
            parts.Add($"compare={Compare}");
        if (GroupBy.Count > 0)
            parts.Add($"groupBy={string.Join(',', GroupBy)}");
        if (OrderBy.Count > 0)
            parts.Add($"orderBy={string.Join(',', OrderBy.Select(o => (o.Descending ? "-" : "") + o.Column))}");
        parts.AddRange(Filters.SelectMany(f => f.Values.Select(v => $"{f.Dimension}{(f.Excluded ? ".not" : "")}={v}")));
        parts.Add(Others ? "others=true" : FormattableString.Invariant($"offset={Offset}"));
        return string.Join('&', parts);
    }

    public static string Text(long ms) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(ms));

    private static long Ms(string text) => InstantPattern.ExtendedIso.Parse(text).Value.ToUnixTimeMilliseconds();

    private long YearBefore(long ms) => Local(ms) is { Month: 2, Day: 29 } leap
        ? Start(new LocalDate(leap.Year - 1, 3, 1))
        : Local(ms).PlusYears(-1).InZoneLeniently(Zone).ToInstant().ToUnixTimeMilliseconds();

    private LocalDateTime Local(long ms) => Instant.FromUnixTimeMilliseconds(ms).InZone(Zone).LocalDateTime;

    /// <summary>The first moment of a day, or of the next when the zone left the day out.</summary>
    public long Start(LocalDate date) => date.AtMidnight().InZone(Zone, Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter))
        .ToInstant().ToUnixTimeMilliseconds();
}

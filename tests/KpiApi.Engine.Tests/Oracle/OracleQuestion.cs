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
    public bool Passes(OracleFact fact) => Values.Contains(fact.Values[Dimension]) != Excluded;
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

    /// <summary>The period compared with: whole days before as many whole days, else as much time; or the same wall clock a year before.</summary>
    public (long From, long To)? Previous()
    {
        if (Compare is null)
            return null;
        if (Compare == "previous_year")
            return (YearBefore(FromMs), YearBefore(ToMs));
        if (Compare != "previous_period")
            return (Ms(Compare.Split('/')[0]), Ms(Compare.Split('/')[1]));
        var (from, to) = (Local(FromMs).Date, Local(ToMs).Date);
        return Start(from) == FromMs && Start(to) == ToMs ? (Start(from.PlusDays(-Period.DaysBetween(from, to))), FromMs) : (FromMs - (ToMs - FromMs), FromMs);
    }

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

    private long YearBefore(long ms) => Local(ms).PlusYears(-1).InZoneLeniently(Zone).ToInstant().ToUnixTimeMilliseconds();

    private LocalDateTime Local(long ms) => Instant.FromUnixTimeMilliseconds(ms).InZone(Zone).LocalDateTime;

    /// <summary>The first moment of a day, or of the next when the zone left the day out.</summary>
    public long Start(LocalDate date) => date.AtMidnight().InZone(Zone, Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter))
        .ToInstant().ToUnixTimeMilliseconds();
}

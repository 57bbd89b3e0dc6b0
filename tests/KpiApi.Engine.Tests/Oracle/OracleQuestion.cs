using NodaTime;
using NodaTime.Text;

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
        if (GroupBy.Count > 0)
            parts.Add($"groupBy={string.Join(',', GroupBy)}");
        if (OrderBy.Count > 0)
            parts.Add($"orderBy={string.Join(',', OrderBy.Select(o => (o.Descending ? "-" : "") + o.Column))}");
        parts.AddRange(Filters.SelectMany(f => f.Values.Select(v => $"{f.Dimension}{(f.Excluded ? ".not" : "")}={v}")));
        parts.Add(Others ? "others=true" : FormattableString.Invariant($"offset={Offset}"));
        return string.Join('&', parts);
    }
    private static string Text(long ms) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(ms));
}

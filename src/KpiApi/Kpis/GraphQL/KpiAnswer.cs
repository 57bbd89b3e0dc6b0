using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;
using KpiApi.GraphQL.Schema;

namespace KpiApi.Kpis.GraphQL;

/// <summary>The numbers, with the question as it was understood.</summary>
[GraphQLName("Kpis")]
internal sealed class KpiAnswer(KpiResult result)
{
    private readonly string[] _starts = result.Query is { Interval: not BucketInterval.None, Buckets: RunningBuckets running }
        ? [.. Enumerable.Range(0, running.Count).Select(b => InstantText.InZone(running.StartMs(b), result.Query.Zone))]
        : [];

    /// <summary>The start of the period, in its zone.</summary>
    public string From => InstantText.InZone(result.Query.Period.FromMs, result.Query.Zone);

    /// <summary>The end of the period, exclusive.</summary>
    public string To => InstantText.InZone(result.Query.Period.ToMs, result.Query.Zone);

    public string TimeZone => result.Query.Zone.Id;

    /// <summary>Every group with data has every bucket.</summary>
    public IEnumerable<KpiAnswerRow> Rows => result.Rows.Select(row => new KpiAnswerRow(row, result.Query, _starts));

    /// <summary>Rows there are before limit and offset.</summary>
    public long RowCount => result.RowCount;

    /// <summary>Over the whole period, from the facts and not from the rows; in the order of the metrics asked.</summary>
    public IReadOnlyList<KpiNumber> Totals => [.. result.Totals.Select((value, m) => new KpiNumber(result.Query.Metrics[m].Name, value))];

    public IReadOnlyList<KpiWarning> Warnings => result.Warnings;

    public string AsOf => InstantText.Utc(result.Query.AsOf);

    /// <summary>Of the data.</summary>
    public long Version => result.Version;
}

/// <summary>One group in one bucket.</summary>
[GraphQLName("KpiRow")]
internal sealed class KpiAnswerRow(KpiRow row, Engine.Queries.KpiQuery query, string[] starts)
{
    /// <summary>The natural start of the bucket; null without an interval that runs.</summary>
    public string? Time => starts.Length == 0 ? null : starts[row.Bucket];

    /// <summary>0–23, with an interval that folds hours.</summary>
    public int? HourOfDay => (query.Buckets as FoldedBuckets)?.HourOfDay(row.Bucket);

    /// <summary>1–7 from Monday, with an interval that folds days.</summary>
    public int? DayOfWeek => (query.Buckets as FoldedBuckets)?.DayOfWeek(row.Bucket);

    /// <summary>What the group has of each dimension asked, in that order.</summary>
    public IReadOnlyList<KpiKey> Keys => [.. row.Keys.Select((value, i) => new KpiKey(query.GroupBy[i], value))];

    /// <summary>In the order of the metrics asked.</summary>
    public IReadOnlyList<KpiNumber> Values => [.. row.Values.Select((value, m) => new KpiNumber(query.Metrics[m].Name, value))];
}

/// <param name="Value">Null is "no value".</param>
internal sealed record KpiKey(Dimension Dimension, string? Value);

/// <summary>One number with what it was made of: the same members as in REST, null where they do not apply.</summary>
[GraphQLName("KpiValue")]
internal sealed class KpiNumber(string name, KpiValue value)
{
    /// <summary>The metric as REST calls it: first_response_time:p90.</summary>
    public string Metric => name;

    /// <summary>Null where there is no data to tell.</summary>
    public decimal? Value => value.Value;

    /// <summary>The sample size.</summary>
    public long Count => value.Count;
    public decimal? Numerator => value.Ratio?.Numerator;
    public decimal? Denominator => value.Ratio?.Denominator;
    public long? Promoters => value.Nps?.Promoters;
    public long? Passives => value.Nps?.Passives;
    public long? Detractors => value.Nps?.Detractors;

    /// <summary>The value of the period compared with.</summary>
    public decimal? Previous => value.Comparison?.Previous;
    public decimal? Change => value.Comparison?.Change;
    public decimal? ChangePercent => value.Comparison?.ChangePercent;

    /// <summary>95% interval.</summary>
    public ConfidenceRange? Confidence => value.Confidence is { } c ? new(c.Low, c.High) : null;
    public TargetState? Target => value.Target is { } t ? new(t.Value, t.WarnAt, t.Status) : null;
}

/// <summary>A 95% confidence interval.</summary>
[GraphQLName("Confidence")]
internal sealed record ConfidenceRange(decimal Low, decimal High);

/// <summary>A target and where the value stands to it.</summary>
[GraphQLName("Target")]
internal sealed record TargetState(decimal Value, decimal? WarnAt, TargetStatus Status);

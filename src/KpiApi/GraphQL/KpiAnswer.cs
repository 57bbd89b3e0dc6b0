using System.ComponentModel;
using GraphQL;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http;
using KpiApi.Kpis.Responses;

namespace KpiApi.GraphQL;

[Name("Kpis"), Description("The numbers, with the question as it was understood.")]
internal sealed class KpiAnswer(KpiResult result)
{
    private readonly string[] _starts = result.Query is { Interval: not BucketInterval.None, Buckets: RunningBuckets running }
        ? [.. Enumerable.Range(0, running.Count).Select(b => InstantText.InZone(running.StartMs(b), result.Query.Zone))]
        : [];

    [DateTime, Description("The start of the period, in its zone.")]
    public string From => InstantText.InZone(result.Query.Period.FromMs, result.Query.Zone);

    [DateTime, Description("The end of the period, exclusive.")]
    public string To => InstantText.InZone(result.Query.Period.ToMs, result.Query.Zone);

    public string TimeZone => result.Query.Zone.Id;

    [Description("Every group with data has every bucket.")]
    public IEnumerable<KpiAnswerRow> Rows => result.Rows.Select(row => new KpiAnswerRow(row, result.Query, _starts));

    [Count, Description("Rows there are before limit and offset.")]
    public long RowCount => result.RowCount;

    [Description("Over the whole period, from the facts and not from the rows; in the order of the metrics asked.")]
    public IReadOnlyList<KpiNumber> Totals => [.. result.Totals.Select((value, m) => new KpiNumber(result.Query.Metrics[m].Name, value))];

    public IReadOnlyList<KpiWarning> Warnings => result.Warnings;

    [DateTime]
    public string AsOf => InstantText.Utc(result.Query.AsOf);

    [Description("Of the data.")]
    public long Version => result.Version;
}

[Name("KpiRow"), Description("One group in one bucket.")]
internal sealed class KpiAnswerRow(KpiRow row, KpiQuery query, string[] starts)
{
    [DateTime, Description("The natural start of the bucket; null without an interval that runs.")]
    public string? Time => starts.Length == 0 ? null : starts[row.Bucket];

    [Description("The local date of that start: 2026-01-31.")]
    public string? Date => starts.Length == 0 ? null : InstantText.DateInZone(((RunningBuckets)query.Buckets).StartMs(row.Bucket), query.Zone);

    [Description("0–23, with an interval that folds hours.")]
    public int? HourOfDay => (query.Buckets as FoldedBuckets)?.HourOfDay(row.Bucket);

    [Description("1–7 from Monday, with an interval that folds days.")]
    public int? DayOfWeek => (query.Buckets as FoldedBuckets)?.DayOfWeek(row.Bucket);

    [Description("What the group has of each dimension asked, in that order.")]
    public IReadOnlyList<KpiKey> Keys => [.. row.Keys.Select((value, i) => KpiKey.Of(query.GroupBy[i], value))];

    [Description("In the order of the metrics asked.")]
    public IReadOnlyList<KpiNumber> Values => [.. row.Values.Select((value, m) => new KpiNumber(query.Metrics[m].Name, value))];
}

internal sealed record KpiKey(
    [property: Description("Null for a declared attribute.")] DimensionKind? Dimension,
    [property: Description("The declared attribute, such as account.tier; null for a dimension of the enumeration.")] string? Attribute,
    [property: Description("""Null is "no value".""")] string? Value)
{
    internal static KpiKey Of(Dimension dimension, string? value) =>
        dimension.Attribute is null ? new(dimension.Kind, null, value) : new(null, DimensionNames.Name(dimension), value);
}

[Name("KpiValue"), Description("One number with what it was made of: the same members as in REST, null where they do not apply.")]
internal sealed class KpiNumber(string name, KpiValue value)
{
    [Description("The metric as REST calls it: first_response_time:p90.")]
    public string Metric => name;

    [Description("Null where there is no data to tell.")]
    public decimal? Value => value.Value;

    [Count, Description("The sample size.")]
    public long Count => value.Count;
    public decimal? Numerator => value.Ratio?.Numerator;
    public decimal? Denominator => value.Ratio?.Denominator;
    [Count] public long? Promoters => value.Nps?.Promoters;
    [Count] public long? Passives => value.Nps?.Passives;
    [Count] public long? Detractors => value.Nps?.Detractors;

    [Description("The value of the period compared with.")]
    public decimal? Previous => value.Comparison?.Previous;
    public decimal? Change => value.Comparison?.Change;
    public decimal? ChangePercent => value.Comparison?.ChangePercent;

    [Description("What earlier buckets like this one let expect; not of totals.")]
    public ExpectedState? Expected => value.Expected is { } e ? new(e.Value, e.Low, e.High, e.Unusual) : null;

    [Description("95% interval.")]
    public Confidence? Confidence => value.Confidence;
    public TargetState? Target => value.Target is { } t ? new(t.Value, t.WarnAt, t.Status) : null;
}

[Name("Target"), Description("A target and where the value stands to it.")]
internal sealed record TargetState(decimal Value, decimal? WarnAt, TargetStatus Status);

[Name("Expected"), Description("From the median of earlier buckets like this one; all null where fewer than four of them had data.")]
internal sealed record ExpectedState(
    decimal? Value, decimal? Low, decimal? High,
    [property: Description("Null within the range; a bucket that still runs, or that the period cuts, is judged only when it is above.")] Unusual? Unusual);

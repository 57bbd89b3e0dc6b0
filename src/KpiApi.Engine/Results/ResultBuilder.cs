using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>From cells to rows: which there are, in what order, and the page asked for.</summary>
/// <param name="periods">The one asked for, and what stands beside it.</param>
/// <param name="cancel">Ends the making and the sorting of rows; readers of the page may stop by themselves.</param>
internal sealed class ResultBuilder(AggregatedPeriods periods, CancellationToken cancel = default)
{
    /// <summary>The name of the group that all others were folded into.</summary>
    public const string OtherName = "(other)";

    private readonly AggregatedQuery _counted = periods.Current;
    private readonly AggregatedQuery? _previous = periods.Previous;
    private readonly KpiQuery _query = periods.Current.Plan.Query;
    private readonly GroupKeys _keys = periods.Current.Plan.Layout.Keys;
    private readonly MetricValues _values = new(periods.Current);
    private readonly MetricValues? _previousValues = periods.Previous is null ? null : new MetricValues(periods.Previous);
    private Expectation? _expectation;

    public KpiResult Build(FactSnapshot snapshot)
    {
        _expectation = periods.History is { } history ? new Expectation(_query, history, snapshot) : null;
        var keys = AllKeys();
        var rows = keys.Count * _counted.Plan.Layout.Buckets;
        var end = _query.Others ? rows : (int)Math.Min((long)_query.Offset + _query.Limit, rows);
        var ordered = _query.OrderBy.Count == 0 ? FirstByTime(keys, end) : FirstInOrder(keys, end);
        var page = ordered.GetRange(Math.Min(_query.Offset, ordered.Count), Math.Max(0, ordered.Count - _query.Offset));
        var result = new KpiResult(_query, new LazyRows(page, Row), rows, Totals(), ResultWarnings.Of(_counted, snapshot), snapshot.Version);
        return result.NextOffset is { } next ? result with { Warnings = [.. result.Warnings, ResultWarnings.Truncated(page.Count, rows, next)] } : result;
    }

    /// <summary>Keys of the groups that the limit keeps; the query has one bucket.</summary>
    public IReadOnlyList<ulong> FirstGroups() => [.. FirstInOrder(AllKeys(), _query.Limit).Select(r => r.Key)];

    /// <summary>Keys of all groups, by name.</summary>
    public IEnumerable<ulong> AllGroups() => new GroupOrder(_query, _keys, cancel).First(AllKeys(), int.MaxValue);

    /// <summary>Of the groups with data in the period, or in the one compared with.</summary>
    private List<ulong> AllKeys() => _previous is null ? Keys(_counted) : [.. Keys(_counted).Union(Keys(_previous))];

    /// <summary>The first rows by time and name. Rows beyond them are never made.</summary>
    private List<RowRef> FirstByTime(List<ulong> keys, int count)
    {
        var (ordered, rows) = (new GroupOrder(_query, _keys, cancel).First(keys, count), new List<RowRef>(count));
        for (var bucket = 0; bucket < _counted.Plan.Layout.Buckets && rows.Count < count; bucket++)
        {
            foreach (var key in ordered.Take(count - rows.Count))
                rows.Add(RowOf(key, bucket));
        }
        return rows;
    }

    /// <summary>The first rows as the query orders them.</summary>
    private List<RowRef> FirstInOrder(List<ulong> keys, int count)
    {
        var buckets = _counted.Plan.Layout.Buckets;
        var first = new RowOrder(_query, _keys, keys, buckets, cancel)
            .First(count, (key, bucket, metric) => _values.CellValue(_counted.Groups.Find(key), bucket, metric).RoundedUnits());
        return [.. first.Select(row => RowOf(keys[row / buckets], row % buckets))];
    }

    private RowRef RowOf(ulong key, int bucket) => new(key, _counted.Groups.Find(key), bucket, key == GroupIds.OtherKey);

    /// <summary>Without groups there is always one row a bucket.</summary>
    private List<ulong> Keys(AggregatedQuery counted)
    {
        var (keys, areAll) = (new List<ulong>(), counted.Plan.Query.GroupBy.Count == 0);
        for (var group = 0; group < counted.Groups.Count; group++)
        {
            cancel.ThrowIfCancellationRequested();
            if (areAll || counted.HasData(group))
                keys.Add(counted.Groups.Key(group));
        }
        return keys;
    }

    private KpiRow Row(RowRef row)
    {
        var values = new KpiValue[_query.Metrics.Count];
        for (var m = 0; m < values.Length; m++)
        {
            var value = _values.Cell(row.Group, row.Bucket, m);
            values[m] = KpiValue.Of(value) with
            {
                Comparison = Compare(value, row, m),
                Confidence = _values.CellConfidence(value, row.Group, row.Bucket, m),
                Expected = _expectation?.Of(value, row.Key, row.Bucket, m),
            };
        }
        return new KpiRow(row.Bucket, Names(row), _query.Targets.Count == 0 ? values : WithTargets(values, Limits(row)));
    }

    private string?[] Names(RowRef row) => row.IsOther ? [.. _query.GroupBy.Select(_ => OtherName)] : _keys.Names(row.Key);

    private Comparison? Compare(Evaluation value, RowRef row, int metric)
    {
        if (_query.Pairs is not { } pairs)
            return null;
        return _previousValues is null || pairs.Partner(row.Bucket) is not { } partner ? Comparison.None
            : Compare(value, _previousValues.Cell(_previous!.Groups.Find(row.Key), partner, metric));
    }

    private static Comparison Compare(Evaluation value, Evaluation previous) =>
        Comparison.Of(previous.Value.Rounded(), value.Value.Unrounded(), previous.Value.Unrounded());

    private KpiValue[] Totals()
    {
        var totals = new KpiValue[_query.Metrics.Count];
        for (var m = 0; m < totals.Length; m++)
        {
            var value = _values.Total(m);
            totals[m] = KpiValue.Of(value) with { Confidence = _values.TotalConfidence(value, m) };
            if (_previousValues is not null)
                totals[m] = totals[m] with { Comparison = Compare(value, _previousValues.Total(m)) };
            else if (_query.Pairs is not null)
                totals[m] = totals[m] with { Comparison = Comparison.None };
        }
        return _query.Targets.Count == 0 ? totals : WithTargets(totals, Limits(null));
    }

    private KpiValue[] WithTargets(KpiValue[] values, Dictionary<Dimension, string> limits)
    {
        for (var m = 0; m < values.Length; m++)
        {
            var choice = _query.Metrics[m];
            var statistic = choice.Statistic.Kind == StatisticKind.Average || choice.Statistic == choice.Metric.Plain ? Statistic.Plain : choice.Statistic;
            if (Target.For(_query.Targets, choice.Metric, limits, statistic) is { } target)
                values[m] = values[m] with { Target = TargetResult.Of(target, values[m].Value) };
        }
        return values;
    }

    /// <summary>What a row is limited to: filters of one value, and its group.</summary>
    private Dictionary<Dimension, string> Limits(RowRef? row)
    {
        var limits = new Dictionary<Dimension, string>();
        foreach (var filter in _query.Filters)
        {
            if (!filter.Excluded && filter.Values is [{ } value])
                limits[filter.Dimension] = value;
        }
        for (var i = 0; row is { IsOther: false } && i < _query.GroupBy.Count; i++)
        {
            if (Names(row.Value)[i] is { } name)
                limits[_query.GroupBy[i]] = name;
        }
        return limits;
    }
}

/// <summary>A row whose values are not evaluated yet.</summary>
/// <param name="Group">Null when only the period compared with has the group.</param>
internal readonly record struct RowRef(ulong Key, int? Group, int Bucket, bool IsOther);

using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution;

/// <summary>From cells to rows: which there are, in what order, and the page asked for.</summary>
internal sealed class ResultBuilder
{
    /// <summary>The name of the group that all others were folded into.</summary>
    public const string OtherName = "(other)";

    private readonly Counted _counted;
    private readonly KpiQuery _query;
    private readonly int _buckets;

    private ResultBuilder(Counted counted) => (_counted, _query, _buckets) = (counted, counted.Plan.Query, counted.Plan.Buckets);

    public static KpiResult Build(Counted counted, FactSnapshot snapshot)
    {
        var builder = new ResultBuilder(counted);
        var rows = builder.Ordered();
        var folds = counted.Plan.Query.Others;
        var page = rows.Skip(builder._query.Offset).Take(folds ? rows.Count : builder._query.Limit).Select(builder.Finish).ToArray();
        return new KpiResult(builder._query, page, rows.Count, builder.Totals(), builder.Warnings(), snapshot.Version);
    }

    /// <summary>Keys of the groups that the limit keeps; the query has one bucket.</summary>
    public static IReadOnlyList<ulong> FirstGroups(Counted counted)
    {
        var builder = new ResultBuilder(counted);
        return [.. builder.Ordered().Take(builder._query.Limit).Select(r => counted.Groups.Key(r.Group))];
    }

    private List<RowRef> Ordered()
    {
        var rows = new List<RowRef>();
        for (var group = 0; group < _counted.Groups.Count; group++)
        {
            if (!HasData(group))
                continue;
            var key = _counted.Groups.Key(group);
            var isOther = key == ulong.MaxValue;
            var names = isOther ? [.. _query.GroupBy.Select(_ => OtherName)] : _counted.Plan.Keys.Names(key);
            for (var bucket = 0; bucket < _buckets; bucket++)
                rows.Add(new RowRef(group, bucket, names, isOther));
        }
        rows.Sort(new RowOrder(_query, Value).Compare);
        return rows;
    }

    /// <summary>Without groups there is always one row a bucket.</summary>
    private bool HasData(int group)
    {
        if (_query.GroupBy.Count == 0)
            return true;
        for (var cell = group * _buckets; cell < (group + 1) * _buckets; cell++)
        {
            if (Array.Exists(_counted.Aggregates, a => a.HasData(cell)))
                return true;
        }
        return false;
    }

    private KpiRow Finish(RowRef row) => new(row.Bucket, row.Names, [.. _query.Metrics.Select((_, m) => Value(row, m))]);

    private KpiValue Value(RowRef row, int metric)
    {
        var choice = _query.Metrics[metric];
        if (choice.Metric.IsLevel && StartMs(row.Bucket) >= _query.AsOf.ToUnixTimeMilliseconds())
            return new KpiValue(null, 0);
        return _counted.Aggregates[_counted.Plan.Outputs[metric]].Finish(row.Group * _buckets + row.Bucket, choice.Statistic);
    }

    /// <summary>Where the period's part of a bucket begins: a bucket cut by <c>from</c> is in the future when that part is.</summary>
    private long StartMs(int bucket) => _query.Buckets is RunningBuckets running ? Math.Max(running.StartMs(bucket), _query.Period.FromMs) : long.MinValue;

    private KpiValue[] Totals() => [.. _query.Metrics.Select((choice, m) =>
        choice.Metric.IsLevel && _query.Period.FromMs >= _query.AsOf.ToUnixTimeMilliseconds()
            ? new KpiValue(null, 0)
            : _counted.Aggregates[_counted.Plan.Outputs[m]].Total(choice.Statistic))];

    private List<KpiWarning> Warnings()
    {
        var warnings = new List<KpiWarning>();
        if (_query.Buckets is RunningBuckets { IsCut: true })
            warnings.Add(new KpiWarning("partial_bucket", "The period begins or ends inside a bucket: the first or the last row covers only a part of its time."));
        return warnings;
    }
}

/// <summary>A row that is not finished yet.</summary>
internal readonly record struct RowRef(int Group, int Bucket, string?[] Names, bool IsOther);

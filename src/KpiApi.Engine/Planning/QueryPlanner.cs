using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Aggregates;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Planning;

/// <summary>From a query to a plan: metrics that read the same rows share a scan, statistics of the same numbers share an aggregate.</summary>
internal sealed class QueryPlanner
{
    private readonly KpiQuery _query;
    private readonly Vocabularies _vocabularies;
    private readonly List<AggregateSlot> _slots = [];
    private readonly Dictionary<(Measure, Type), int> _slotOf = [];
    private readonly OrderedDictionary<Source, List<BranchPlan>> _branches = [];
    private readonly List<LevelPlan> _levels = [];

    private QueryPlanner(KpiQuery query, Vocabularies vocabularies) => (_query, _vocabularies) = (query, vocabularies);

    public static QueryPlan Plan(KpiQuery query, Vocabularies vocabularies) => new QueryPlanner(query, vocabularies).Plan();

    private QueryPlan Plan()
    {
        var keys = new GroupKeys(_query.GroupBy, _vocabularies);
        var outputs = _query.Metrics.Select(m => Slot(m.Metric.Measure, m.Statistic.Kind)).ToArray();
        var scans = _branches.Select(b => new ScanPlan(b.Key, _query.Period, Filters(b.Key), Groups(b.Key), b.Value)).ToArray();
        return new QueryPlan(_query, _query.Buckets.Count, keys, _slots, outputs, scans, _levels);
    }

    private int Slot(Measure measure, StatisticKind statistic) => (measure, statistic) switch
    {
        (Measure.Count m, _) => Rows(m, m.Source, m.Where, () => new CountAggregate()),
        (Measure.Distinct m, _) => Rows(m, m.Source, m.Where, () => new DistinctAggregate()),
        (Measure.Share m, _) => Rows(m, m.Source, m.Where, () => new ShareAggregate(m.Passing)),
        (Measure.Balance m, _) => Rows(m, m.Source, m.Where, () => new BalanceAggregate()),
        (Measure.Mean m, StatisticKind.Percentile) => Guarded(m, Rows(m, m.Source, m.Where, () => new QuantileAggregate(m.Value))),
        (Measure.Mean m, StatisticKind.Min or StatisticKind.Max) => Guarded(m, Rows(m, m.Source, m.Where, () => new ExtremesAggregate(m.Value))),
        (Measure.Mean m, _) => Guarded(m, Rows(m, m.Source, m.Where, () => new SumAggregate(m.Value))),
        (Measure.Net m, _) => Net(m),
        (Measure.Level m, _) => Level(m),
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    private int Rows<T>(Measure measure, Source source, RowTest? where, Func<T> create)
        where T : Aggregate
    {
        if (_slotOf.TryGetValue((measure, typeof(T)), out var known))
            return known;
        var slot = NewSlot(measure, create);
        Branches(source).Add(new BranchPlan(where, slot));
        return slot;
    }

    private int Net(Measure.Net net)
    {
        if (_slotOf.TryGetValue((net, typeof(NetAggregate)), out var known))
            return known;
        var slot = NewSlot(net, () => new NetAggregate());
        Branches(net.Plus).Add(new BranchPlan(null, slot));
        Branches(net.Minus).Add(new BranchPlan(null, slot, -1));
        return slot;
    }

    private int Level(Measure.Level level)
    {
        if (_slotOf.TryGetValue((level, typeof(LevelAggregate)), out var known))
            return known;
        var slot = NewSlot(level, () => new LevelAggregate());
        _levels.Add(new LevelPlan(level.Test, slot, Filters(level.MainSource), Groups(level.MainSource)));
        return slot;
    }

    /// <summary>Raw scores are averaged only when all are on one scale; the guard sees the same rows.</summary>
    private int Guarded(Measure.Mean mean, int slot)
    {
        if (mean.OneScale)
            Rows(mean, mean.Source, mean.Where, () => new OneScaleGuard());
        return slot;
    }

    private int NewSlot<T>(Measure measure, Func<T> create)
        where T : Aggregate
    {
        _slots.Add(new AggregateSlot(typeof(T).Name, create));
        return _slotOf[(measure, typeof(T))] = _slots.Count - 1;
    }

    private List<BranchPlan> Branches(Source source)
    {
        if (!_branches.TryGetValue(source, out var branches))
            _branches[source] = branches = [];
        return branches;
    }

    private CodeField[] Groups(Source source) => [.. _query.GroupBy.Select(d => source.Column(d)!)];

    private FilterPlan[] Filters(Source source) => [.. _query.Filters.Select(f => new FilterPlan(source.Column(f.Dimension)!, Passes(f)))];

    private bool[] Passes(Filter filter)
    {
        var vocabulary = _vocabularies[Domains.Of(filter.Dimension)];
        var passes = new bool[vocabulary.Count];
        foreach (var value in filter.Values)
        {
            if ((value is null ? 0 : vocabulary.Find(value)) is { } code && code < passes.Length)
                passes[code] = true;
        }
        return filter.Excluded ? Array.ConvertAll(passes, p => !p) : passes;
    }
}

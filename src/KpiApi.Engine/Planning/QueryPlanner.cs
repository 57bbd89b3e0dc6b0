using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Quantiles;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Planning;

/// <summary>From a query to a plan: metrics that read the same rows share a scan, statistics of the same numbers share an aggregate.</summary>
internal sealed class QueryPlanner
{
    private readonly KpiQuery _query;
    private readonly FactSnapshot _snapshot;
    private readonly List<AggregateSlot> _slots = [];
    private readonly Dictionary<(Measure, Type), int> _slotOf = [];
    private readonly OrderedDictionary<Source, List<BranchPlan>> _branches = [];
    private readonly List<IntervalPlan> _intervals = [];
    private readonly GroupKeys _keys;
    private readonly bool _fast;

    private QueryPlanner(KpiQuery query, FactSnapshot snapshot, bool fast)
    {
        (_query, _snapshot, _fast) = (query, snapshot, fast);
        _keys = new GroupKeys(query.GroupBy, snapshot.Names);
    }

    /// <param name="fast">False for the plain ways, which stand beside the fast ones and give the same numbers.</param>
    public static QueryPlan Plan(KpiQuery query, FactSnapshot snapshot, bool fast = true) => new QueryPlanner(query, snapshot, fast).Plan();

    private QueryPlan Plan()
    {
        var outputs = _query.Metrics.Select(Output).ToArray();
        var scans = _branches.Select(b => new ScanPlan(b.Key, Period(b.Key), Filters(b.Key), Groups(b.Key), b.Value)).ToArray();
        return new QueryPlan(_query, _query.Buckets.Count, _keys, _slots, outputs, scans, _intervals) { IsFast = _fast };
    }

    private OutputPlan Output(MetricChoice choice)
    {
        var measure = choice.Metric.Measure;
        if (measure is Measure.Quotient quotient)
            return new OutputPlan(Slot(quotient.Numerator, StatisticKind.Sum), Slot(quotient.Denominator, StatisticKind.Sum), quotient.Factor);
        var isMean = choice.Statistic.Kind is StatisticKind.Plain or StatisticKind.Average;
        var variance = _query.WithConfidence && isMean && measure is Measure.Mean mean
            ? Rows(mean, mean.Source, mean.Where, () => new VarianceAggregate(Value(mean)), Value(mean))
            : (int?)null;
        return new OutputPlan(Slot(measure, choice.Statistic.Kind), Variance: variance);
    }

    private int Slot(Measure measure, StatisticKind statistic) => (measure, statistic) switch
    {
        (Measure.Count m, _) => Rows(m, m.Source, m.Where, () => new CountAggregate()),
        (Measure.Distinct m, _) => Rows(m, m.Source, null, () => new DistinctAggregate()),
        (Measure.Share m, _) => Guarded(m, Rows(m, m.Source, m.Where, () => new ShareAggregate(m.Passing), m.Passing)),
        (Measure.Balance m, _) => Rows(m, m.Source, m.Where, () => new BalanceAggregate()),
        (Measure.Mean m, StatisticKind.Percentile) => Guarded(m, Quantiles(m)),
        (Measure.Mean m, StatisticKind.Min or StatisticKind.Max) => Guarded(m, Rows(m, m.Source, m.Where, () => new ExtremesAggregate(Value(m)), Value(m))),
        (Measure.Mean m, _) => Guarded(m, Rows(m, m.Source, m.Where, () => new SumAggregate(Value(m)), Value(m))),
        (Measure.AccountValue m, _) => AccountValues(m),
        (Measure.Net m, _) => Net(m),
        (Measure.Level m, _) => Intervals(m, m.Source, m.Test, null, () => new LevelAggregate()),
        (Measure.Retention m, _) => Intervals(m, m.Source, LevelTest.All, null, () => new RetentionAggregate(m.Lost)),
        (Measure.Spread m, _) => Intervals(m, m.Source, LevelTest.All, m.Where, () => new SpreadAggregate(m)),
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    /// <param name="of">The number or the test that the state is made of, if any.</param>
    private int Rows<T>(Measure measure, Source source, RowTest? where, Func<T> create, object? of = null)
        where T : Aggregate
    {
        if (_slotOf.TryGetValue((measure, typeof(T)), out var known))
            return known;
        var slot = NewSlot(measure, create, of);
        Branches(source).Add(new BranchPlan(where, slot));
        return slot;
    }

    private int Net(Measure.Net net)
    {
        if (_slotOf.TryGetValue((net, typeof(NetAggregate)), out var known))
            return known;
        var slot = NewSlot(net, () => new NetAggregate());
        Branches(net.Plus).Add(new BranchPlan(net.PlusWhere, slot));
        Branches(net.Minus).Add(new BranchPlan(net.MinusWhere, slot, -1));
        return slot;
    }

    private int Intervals<T>(Measure measure, Source source, LevelTest test, RowTest? where, Func<T> create)
        where T : IntervalAggregate
    {
        if (_slotOf.TryGetValue((measure, typeof(T)), out var known))
            return known;
        var slot = NewSlot(measure, create);
        _intervals.Add(new IntervalPlan(source, test, where, slot, Filters(source), Groups(source), Moving(source)));
        return slot;
    }

    /// <summary>Raw scores are averaged only when all are on one scale, and business time is known only under a calendar; the guards see the same rows.</summary>
    private int Guarded(Measure.Mean mean, int slot)
    {
        if (mean.OneScale)
            Rows(mean, mean.Source, mean.Where, () => new OneScaleGuard());
        if (_query.Hours == Hours.Business && mean.Value.Business is not null)
            Rows(mean, mean.Source, mean.Where, () => new BusinessTimeGuard(NameOf(mean), mean.Value), mean.Value.Business);
        return slot;
    }

    private string NameOf(Measure measure) => _query.Metrics.First(choice => choice.Metric.Measure == measure).Metric.Name;

    private int Guarded(Measure.Share share, int slot)
    {
        if (share.IsProvisional)
            Rows(share, share.Source, share.Where, () => new ProvisionalGuard(_query.AsOf.ToUnixTimeMilliseconds() - _query.FcrWindowMs));
        return slot;
    }

    /// <summary>All percentiles of the same numbers share one state.</summary>
    private int Quantiles(Measure.Mean mean)
    {
        var value = Value(mean);
        return _fast
            ? Rows(mean, mean.Source, mean.Where, () => new SortedQuantileAggregate(value), value)
            : Rows(mean, mean.Source, mean.Where, () => new QuantileAggregate(value), value);
    }

    /// <summary>The values are read once: every part that is counted apart, and kept, needs them.</summary>
    private int AccountValues(Measure.AccountValue measure)
    {
        var values = new Lazy<long[]>(_snapshot.AccountValues);
        return Rows(measure, measure.Source, null, () => new AccountValueAggregate(values.Value));
    }

    private int NewSlot<T>(Measure measure, Func<T> create, object? of = null)
        where T : Aggregate
    {
        _slots.Add(new AggregateSlot(typeof(T), State(of), create));
        return _slotOf[(measure, typeof(T))] = _slots.Count - 1;
    }

    private static string State(object? of) => of switch
    {
        RowValue value => $"{value.Field.Ordinal}-{value.Since?.Ordinal}",
        RowTest test => $"{test.Field.Ordinal} in {test.Codes:x}",
        LongField field => $"{field.Ordinal}",
        _ => "",
    };

    private List<BranchPlan> Branches(Source source)
    {
        if (!_branches.TryGetValue(source, out var branches))
            _branches[source] = branches = [];
        return branches;
    }

    private RowValue Value(Measure.Mean mean) => _query.Hours == Hours.Business ? mean.Value.InBusinessHours : mean.Value;

    private TimeRange Period(Source source) => source.EndsNow
        ? _query.Period with { ToMs = Math.Min(_query.Period.ToMs, _query.AsOf.ToUnixTimeMilliseconds()) }
        : _query.Period;

    private CodeField?[] Groups(Source source) => [.. _query.GroupBy.Select(source.Column)];

    private FilterPlan[] Filters(Source source) => FilterPlan.Of(_query.Filters, source, _snapshot.Names);

    private MovingPlan[] Moving(Source source)
    {
        var dimensions = _query.GroupBy.Concat(_query.Filters.Select(f => f.Dimension)).Distinct().Where(source.IsMoving);
        return [.. dimensions.Select(d => new MovingPlan(d, _query.GroupBy.ToList().IndexOf(d), PassesAll(d)))];
    }

    /// <summary>Of all filters of a dimension together.</summary>
    private bool[]? PassesAll(Dimension dimension) => _query.Filters
        .Where(f => f.Dimension == dimension).Select(f => FilterPlan.PassesOf(f, _snapshot.Names))
        .Aggregate((bool[]?)null, (all, one) => all is null ? one : [.. all.Zip(one, (a, b) => a && b)]);
}

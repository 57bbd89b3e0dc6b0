using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Quantiles;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Planning;

/// <summary>From a query to a plan: metrics that read the same rows share a scan, statistics of the same numbers share an accumulator.</summary>
internal sealed class QueryPlanner
{
    /// <summary>Of 16,384 owners each.</summary>
    public const int UsualBlockChunks = 16;

    /// <summary>Where cells have fewer numbers, these are put together and selected from sooner than sorted apart, kept and searched.</summary>
    private const int NumbersACell = 8;

    /// <summary>More are sorted anyway: one that is selected from takes four times the memory.</summary>
    private const int MostSelected = 1 << 21;

    private readonly KpiQuery _query;
    private readonly FactSnapshot _snapshot;
    private readonly bool _fast;
    private readonly int _blockChunks;
    private readonly BucketedPeriod _time;
    private readonly GroupKeys _keys;
    private readonly List<AccumulatorSlot> _slots = [];
    private readonly Dictionary<(Measure, Type), AccumulatorSlot> _slotOf = [];
    private readonly OrderedDictionary<Source, List<ScanBranch>> _branches = [];
    private readonly List<IntervalStep> _intervals = [];
    private readonly HashSet<Source> _withFewNumbersACell = [];

    private QueryPlanner(KpiQuery query, FactSnapshot snapshot, bool fast, int blockChunks)
    {
        (_query, _snapshot, _fast, _blockChunks) = (query, snapshot, fast, blockChunks);
        _keys = new GroupKeys(query.GroupBy, snapshot.Names);
        _time = new BucketedPeriod(query.Period, query.Buckets, query.Interval, query.Zone, query.WeekStart);
    }

    private long AsOfMs => _query.AsOf.ToUnixTimeMilliseconds();

    /// <param name="fast">False for the plain variants, which stand beside the fast ones and give the same numbers.</param>
    /// <param name="blockChunks">Chunks of which results are kept together, at most.</param>
    public static QueryPlan Plan(KpiQuery query, FactSnapshot snapshot, bool fast = true, int blockChunks = UsualBlockChunks) =>
        new QueryPlanner(query, snapshot, fast, blockChunks).Plan();

    private QueryPlan Plan()
    {
        var outputs = _query.Metrics.Select(Output).ToArray();
        var scans = _branches.Select(b => new ScanStep(b.Key, Until(b.Key), Filters(b.Key), Groups(b.Key), b.Value) { HasFewNumbersACell = _withFewNumbersACell.Contains(b.Key) });
        var layout = new CellLayout(_keys, _query.Buckets.Count, Math.Min(GroupedAggregation.MaxCells, _query.MaxValues / _query.Metrics.Count));
        return new QueryPlan(_query, layout, _slots, outputs, [.. scans, .. _intervals]);
    }

    private MetricOutput Output(MetricChoice choice)
    {
        var measure = choice.Measure;
        if (measure is Measure.Quotient quotient)
        {
            return new MetricOutput(Slot(quotient.Numerator, StatisticKind.Sum), Slot(quotient.Denominator, StatisticKind.Sum), quotient.Factor)
            {
                IsUnknownWithoutNumerator = quotient.Numerator is Measure.Prorated,
            };
        }

        var isMean = choice.Statistic.Kind is StatisticKind.Plain or StatisticKind.Average;
        if (choice is { Statistic.Kind: StatisticKind.Within, Metric.Measure: Measure.Mean of })
            Guard(of);
        var slot = Slot(measure, choice.Statistic.Kind);
        return new MetricOutput(slot, Variance: _query.WithConfidence && isMean && measure is Measure.Mean mean ? Variance(mean) : null);
    }

    private AccumulatorSlot Slot(Measure measure, StatisticKind statistic) => (measure, statistic) switch
    {
        (Measure.Count m, _) => Rows(m, m.Source, m.Where, () => new CountAccumulator()),
        (Measure.Distinct m, _) => Rows(m, m.Source, null, () => new DistinctAccumulator()),
        (Measure.Share m, _) => Share(m),
        (Measure.Nps m, _) => Rows(m, m.Source, m.Where, () => new NpsAccumulator()),
        (Measure.Mean m, _) => Mean(m, statistic),
        (Measure.AccountValue m, _) => AccountValues(m),
        (Measure.Net m, _) => Net(m),
        (Measure.Level m, _) => Level(m),
        (Measure.Retention m, _) => Intervals(m, m.Source, null, () => new RetentionAccumulator(m.Lost)),
        (Measure.Prorated m, _) => Intervals(m, m.Source, m.Where, () => new ProrationAccumulator(m)),
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    /// <summary>All percentiles of the same numbers share one accumulator, the smallest and the largest another.</summary>
    private AccumulatorSlot Mean(Measure.Mean mean, StatisticKind statistic)
    {
        var value = Value(mean);
        Guard(mean);
        return statistic switch
        {
            StatisticKind.Percentile when _fast && AreSorted(mean.Source) => Rows(mean, mean.Source, mean.Where, () => new SortedQuantileAccumulator(value), value),
            StatisticKind.Percentile => Rows(mean, mean.Source, mean.Where, () => new QuantileAccumulator(value), value),
            StatisticKind.Min or StatisticKind.Max => Rows(mean, mean.Source, mean.Where, () => new ExtremesAccumulator(value), value),
            _ => Rows(mean, mean.Source, mean.Where, () => new SumAccumulator(value), value),
        };
    }

    /// <summary>Whether a block has several numbers for each cell that it may have, or all of them are too many to be selected from.</summary>
    private bool AreSorted(Source source)
    {
        var (chunks, rows, (fromMs, toMs)) = (0, 0L, Until(source).Period);
        for (var chunk = 0; chunk < _snapshot.Chunks.Length; chunk++)
        {
            if (!_snapshot.ZoneMaps[source.At, chunk].MayHave(fromMs, toMs))
                continue;
            chunks++;
            rows += _snapshot.Chunks[chunk].RowCount(source.Table);
        }
        // Buckets that fold are in every block; of others each has its part.
        var part = Math.Min(1, _blockChunks / Math.Max(1.0, chunks));
        var buckets = _query.Buckets is RunningBuckets running ? Math.Max(1, running.Count * part) : _query.Buckets.Count;
        if (_keys.Count * buckets <= rows * part / NumbersACell)
            return true;
        _withFewNumbersACell.Add(source);
        return rows > MostSelected;
    }

    private AccumulatorSlot Variance(Measure.Mean mean)
    {
        var value = Value(mean);
        return Rows(mean, mean.Source, mean.Where, () => new VarianceAccumulator(value), value);
    }

    /// <summary>Raw scores are averaged only when all are on one scale, and business time is known only under a calendar; the guards see the same rows.</summary>
    private void Guard(Measure.Mean mean)
    {
        if (mean.OneScale)
            Rows(mean, mean.Source, mean.Where, () => new OneScaleGuard());
        if (_query.Hours != Hours.Business || mean.Value.Business is null)
            return;
        var metric = _query.Metrics.First(choice => choice.Metric.Measure == mean).Metric.Name;
        Rows(mean, mean.Source, mean.Where, () => new BusinessTimeGuard(metric, mean.Value), mean.Value);
    }

    private AccumulatorSlot Share(Measure.Share share)
    {
        var windowBeginsMs = AsOfMs - _query.FcrWindowMs;
        if (share.IsProvisional)
            Rows(share, share.Source, share.Where, () => new ProvisionalGuard(windowBeginsMs));
        var (where, passing) = (InHours(share.Where), InHours(share.Passing)!);
        return Rows(share, share.Source, where, () => new ShareAccumulator(passing), passing);
    }

    /// <summary>The values are read once: every part that is counted apart, and cached, needs them.</summary>
    private AccumulatorSlot AccountValues(Measure.AccountValue measure)
    {
        var values = new Lazy<long[]>(_snapshot.AccountValues);
        return Rows(measure, measure.Source, null, () => new AccountValueAccumulator(values.Value));
    }

    private AccumulatorSlot Net(Measure.Net net)
    {
        if (_slotOf.TryGetValue((net, typeof(NetAccumulator)), out var known))
            return known;
        var slot = NewSlot(net, () => new NetAccumulator());
        Branches(net.Plus).Add(new ScanBranch(net.PlusWhere, slot));
        Branches(net.Minus).Add(new ScanBranch(net.MinusWhere, slot, -1));
        return slot;
    }

    /// <param name="of">The number or the test that the accumulator is made of, if any.</param>
    private AccumulatorSlot Rows<T>(Measure measure, Source source, RowTest? where, Func<T> create, object? of = null)
        where T : Accumulator
    {
        if (_slotOf.TryGetValue((measure, typeof(T)), out var known))
            return known;
        var slot = NewSlot(measure, create, of);
        Branches(source).Add(new ScanBranch(where, slot));
        return slot;
    }

    private AccumulatorSlot Intervals<T>(Measure measure, Source source, RowTest? where, Func<T> create)
        where T : IntervalAccumulator
    {
        if (_slotOf.TryGetValue((measure, typeof(T)), out var known))
            return known;
        var slot = NewSlot(measure, create);
        _intervals.Add(new IntervalStep(source, _time, Filters(source), Groups(source), where, slot));
        return slot;
    }

    private AccumulatorSlot Level(Measure.Level level)
    {
        if (_slotOf.TryGetValue((level, typeof(LevelAccumulator)), out var known))
            return known;
        var (slot, source, filters) = (NewSlot(level, () => new LevelAccumulator()), level.Source, Filters(level.Source));
        if (level.Test == LevelTest.Unassigned)
            filters = [.. filters, .. CodeFilter.Of([new Filter(Dimension.Agent, [null], Excluded: false)], source, _snapshot)];
        var endsWhenAnswered = level.Test == LevelTest.AwaitingFirstResponse;
        _intervals.Add(Moving(source) is [_, ..] moving
            ? new MovingLevelStep(source, _time, filters, Groups(source), slot, endsWhenAnswered, moving, AsOfMs)
            : new LevelStep(source, _time, filters, Groups(source), slot, endsWhenAnswered));
        return slot;
    }

    private AccumulatorSlot NewSlot<T>(Measure measure, Func<T> create, object? of = null)
        where T : Accumulator
    {
        var slot = new AccumulatorSlot(_slots.Count, typeof(T), of?.ToString() ?? "", create);
        _slots.Add(slot);
        return _slotOf[(measure, typeof(T))] = slot;
    }

    private List<ScanBranch> Branches(Source source)
    {
        if (!_branches.TryGetValue(source, out var branches))
            _branches[source] = branches = [];
        return branches;
    }

    private RowTest? InHours(RowTest? test) => _query.Hours == Hours.Business && test is NumberTest numbers ? numbers.InBusinessHours : test;

    private RowValue Value(Measure.Mean mean) => _query.Hours == Hours.Business ? mean.Value.InBusinessHours : mean.Value;

    private BucketedPeriod Until(Source source) =>
        source.EndsNow ? _time with { Period = _time.Period with { ToMs = Math.Min(_time.Period.ToMs, AsOfMs) } } : _time;

    private GroupColumn[] Groups(Source source) => [.. _query.GroupBy.Select(dimension => GroupColumn.Of(source, dimension, _snapshot))];

    private CodeFilter[] Filters(Source source) => CodeFilter.Of(_query.Filters, source, _snapshot);

    private MovingDimension[] Moving(Source source)
    {
        var dimensions = _query.GroupBy.Concat(_query.Filters.Select(f => f.Dimension)).Distinct().Where(source.IsMoving);
        return [.. dimensions.Select(d => new MovingDimension(d, _query.GroupBy.ToList().IndexOf(d), PassesAll(d)))];
    }

    /// <summary>Of all filters of a dimension together.</summary>
    private bool[]? PassesAll(Dimension dimension) => _query.Filters
        .Where(f => f.Dimension == dimension).Select(f => CodeFilter.PassesOf(f, _snapshot.Names))
        .Aggregate((bool[]?)null, (all, one) => all is null ? one : [.. all.Zip(one, (a, b) => a && b)]);
}

using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// Of what was active at the start of each bucket, the share that still was, or no longer was, at its end. Active at an instant means
/// just before it, at the start as at the end, so that the end of one bucket is the start of the next.
/// </summary>
internal sealed class RetentionAccumulator(bool lost) : IntervalAccumulator
{
    private long[] _starts = [];
    private long[] _kept = [];
    private long _totalStart;
    private long _totalKept;

    public override void Reserve(int cells)
    {
        Grow(ref _starts, cells, 0);
        Grow(ref _kept, cells, 0);
    }

    public override void Update(in IntervalBatch batch)
    {
        var buckets = batch.Buckets;
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            batch.Cancel.ThrowIfCancellationRequested();
            var (from, to) = (batch.From[batch.Rows[i]], batch.To[batch.Rows[i]]);
            if (IsActive(from, to, buckets.BeginsAtMs(0)))
            {
                _totalStart++;
                _totalKept += to >= buckets.LevelAtMs(buckets.Count - 1) ? 1 : 0;
            }
            for (var bucket = 0; bucket < buckets.Count && buckets.BeginsAtMs(bucket) <= to; bucket++)
            {
                if (!IsActive(from, to, buckets.BeginsAtMs(bucket)))
                    continue;
                var cell = batch.Groups[i] * buckets.Count + bucket;
                _starts[cell]++;
                _kept[cell] += to >= buckets.LevelAtMs(bucket) ? 1 : 0;
            }
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (RetentionAccumulator)other;
        _totalStart += from._totalStart;
        _totalKept += from._totalKept;
        for (var cell = 0; cell < from._starts.Length; cell++)
        {
            if (from._starts[cell] == 0)
                continue;
            _starts[map[cell]] += from._starts[cell];
            _kept[map[cell]] += from._kept[cell];
        }
    }

    public override bool HasData(int cell) => _starts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluate(_starts[cell], _kept[cell]);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluate(_totalStart, _totalKept);

    private static bool IsActive(long from, long to, long atMs) => from < atMs && to >= atMs;

    private Evaluation Evaluate(long start, long kept) => Evaluation.OfRatio(Part(start, kept), start);

    private long Part(long start, long kept) => lost ? start - kept : kept;
}

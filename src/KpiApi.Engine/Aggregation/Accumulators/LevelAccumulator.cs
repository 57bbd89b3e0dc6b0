using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// How many intervals reach over the end of each bucket. Kept as changes from one bucket to the next, so an interval costs two
/// additions however many buckets it spans; completing sums them up.
/// </summary>
internal sealed class LevelAccumulator : IntervalAccumulator
{
    private long[] _levels = [];
    private int _buckets;

    public override void Reserve(int cells) => Grow(ref _levels, cells, 0);

    public override void Update(in IntervalBatch batch)
    {
        var buckets = batch.Buckets;
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var row = batch.Rows[i];
            var first = buckets.LevelsUntil(batch.From[row]);
            if (first == buckets.Count)
                continue;
            var end = buckets.LevelsUntil(batch.To[row]);
            if (first < end)
                Add(batch.Groups[i], first, end, buckets.Count);
        }
    }

    /// <summary>The cells where levels change, instead of counting them.</summary>
    /// <returns>How many there are of each.</returns>
    /// <param name="begun">Gets the cells where an interval begins.</param>
    /// <param name="ended">Gets those where one ends; intervals that outlast the last bucket have none.</param>
    public static (int Begun, int Ended) Changes(in IntervalBatch batch, int[] begun, int[] ended)
    {
        var (buckets, begins, ends) = (batch.Buckets, 0, 0);
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var row = batch.Rows[i];
            var first = buckets.LevelsUntil(batch.From[row]);
            var end = first == buckets.Count ? first : buckets.LevelsUntil(batch.To[row]);
            if (first >= end)
                continue;
            begun[begins++] = batch.Groups[i] * buckets.Count + first;
            if (end < buckets.Count)
                ended[ends++] = batch.Groups[i] * buckets.Count + end;
        }
        return (begins, ends);
    }

    /// <summary>Counts changes by their places.</summary>
    public void Add(ReadOnlySpan<int> begun, ReadOnlySpan<int> ended)
    {
        foreach (var cell in begun)
            _levels[cell]++;
        foreach (var cell in ended)
            _levels[cell]--;
    }

    /// <summary>Counts an interval in the buckets from <paramref name="first"/> up to before <paramref name="end"/> of a group.</summary>
    public void Add(int group, int first, int end, int buckets)
    {
        _levels[group * buckets + first]++;
        if (end < buckets)
            _levels[group * buckets + end]--;
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var levels = ((LevelAccumulator)other)._levels;
        for (var cell = 0; cell < levels.Length; cell++)
        {
            if (levels[cell] != 0 && map[cell] is >= 0 and var to)
                _levels[to] += levels[cell];
        }
    }

    /// <summary>Before completion: how much the level changes at a cell.</summary>
    public long Change(int cell) => _levels[cell];

    public override void Complete(int buckets)
    {
        _buckets = buckets;
        for (var cell = 1; cell < _levels.Length; cell++)
        {
            if (cell % buckets != 0)
                _levels[cell] += _levels[cell - 1];
        }
    }

    public override bool HasData(int cell) => _levels[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluation.OfCount(_levels[cell]);

    /// <summary>The level at the end of the period.</summary>
    public override Evaluation EvaluateTotal(Statistic statistic)
    {
        var total = 0L;
        for (var cell = _buckets - 1; cell < _levels.Length; cell += _buckets)
            total += _levels[cell];
        return Evaluation.OfCount(total);
    }
}

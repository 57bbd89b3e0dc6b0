using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Rows.</summary>
internal sealed class CountAccumulator : Accumulator
{
    private long[] _counts = [];

    public override void Reserve(int cells) => Grow(ref _counts, cells, 0);

    public override void Update(in RowBatch batch)
    {
        var counts = _counts;
        if (batch.OnlyCell is { } only)
        {
            counts[only] += batch.Rows.Length;
            return;
        }
        foreach (var cell in batch.Cells)
            counts[cell]++;
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var counts = ((CountAccumulator)other)._counts;
        if (map.AreSame)
        {
            var all = _counts.AsSpan(0, counts.Length);
            for (var cell = 0; cell < all.Length; cell++)
                all[cell] += counts[cell];
            return;
        }
        for (var cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] != 0)
                _counts[map[cell]] += counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluation.OfCount(_counts[cell]);

    public override Rational Value(int cell, Statistic statistic) => new(_counts[cell], 1);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluation.OfCount(_counts.Sum());
}

using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Rows added less rows taken away; the sample size is all of them.</summary>
internal sealed class NetAccumulator : Accumulator
{
    private long[] _nets = [];
    private long[] _counts = [];

    public override void Reserve(int cells)
    {
        Grow(ref _nets, cells, 0);
        Grow(ref _counts, cells, 0);
    }

    public override void Update(in RowBatch batch)
    {
        foreach (var cell in batch.Cells)
        {
            _nets[cell] += batch.Weight;
            _counts[cell]++;
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (NetAccumulator)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] == 0)
                continue;
            _nets[map[cell]] += from._nets[cell];
            _counts[map[cell]] += from._counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => new(new Rational(_nets[cell], 1), _counts[cell]);

    public override Evaluation EvaluateTotal(Statistic statistic) => new(new Rational(_nets.Sum(), 1), _counts.Sum());
}

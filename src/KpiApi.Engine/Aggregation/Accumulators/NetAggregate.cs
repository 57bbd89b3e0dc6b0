using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Rows added less rows taken away; the sample size is all of them.</summary>
internal sealed class NetAggregate : Aggregate
{
    private long[] _nets = [];
    private long[] _counts = [];

    public override void Reserve(int cells)
    {
        Grow(ref _nets, cells, 0);
        Grow(ref _counts, cells, 0);
    }

    public override void Add(in RowBatch batch)
    {
        foreach (var cell in batch.Cells)
        {
            _nets[cell] += batch.Weight;
            _counts[cell]++;
        }
    }

    public override void Merge(Aggregate other, CellMap map)
    {
        var from = (NetAggregate)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] == 0)
                continue;
            _nets[map[cell]] += from._nets[cell];
            _counts[map[cell]] += from._counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override KpiValue Finish(int cell, Statistic statistic) => new(_nets[cell], _counts[cell]);

    public override KpiValue Total(Statistic statistic) => new(_nets.Sum(), _counts.Sum());
}

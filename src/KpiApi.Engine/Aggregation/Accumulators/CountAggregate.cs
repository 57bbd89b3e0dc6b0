using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Rows.</summary>
internal sealed class CountAggregate : Aggregate
{
    private long[] _counts = [];

    public override void Reserve(int cells) => Grow(ref _counts, cells, 0);

    public override void Add(in RowBatch batch)
    {
        var counts = _counts;
        foreach (var cell in batch.Cells)
            counts[cell]++;
    }

    public override void Merge(Aggregate other, CellMap map)
    {
        var counts = ((CountAggregate)other)._counts;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] != 0)
                _counts[map[cell]] += counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override KpiValue Finish(int cell, Statistic statistic) => KpiValue.OfCount(_counts[cell]);

    public override KpiValue Total(Statistic statistic) => KpiValue.OfCount(_counts.Sum());
}

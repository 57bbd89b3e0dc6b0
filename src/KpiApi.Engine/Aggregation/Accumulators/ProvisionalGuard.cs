using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Sees whether any first resolution is so young that its window for a reopen still runs.</summary>
internal sealed class ProvisionalGuard(long windowBeginsMs) : Aggregate
{
    private long _latestMs = long.MinValue;

    public bool IsProvisional => _latestMs > windowBeginsMs;

    public override void Reserve(int cells)
    {
    }

    public override void Add(in RowBatch batch)
    {
        var instants = batch.Longs(FactSchema.Resolution.At);
        foreach (var row in batch.Rows)
            _latestMs = Math.Max(_latestMs, instants[row]);
    }

    public override void Merge(Aggregate other, CellMap map) => _latestMs = Math.Max(_latestMs, ((ProvisionalGuard)other)._latestMs);

    public override bool HasData(int cell) => false;

    public override KpiValue Finish(int cell, Statistic statistic) => default;

    public override KpiValue Total(Statistic statistic) => default;
}

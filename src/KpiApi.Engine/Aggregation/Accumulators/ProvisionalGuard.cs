using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Sees whether any first resolution is so young that its window for a reopen still runs.</summary>
internal sealed class ProvisionalGuard(long windowBeginsMs) : Accumulator
{
    private long _latestMs = long.MinValue;

    public bool IsProvisional => _latestMs > windowBeginsMs;

    public override void Update(in RowBatch batch)
    {
        var instants = batch.Longs(FactSchema.Resolution.At);
        foreach (var row in batch.Rows)
            _latestMs = Math.Max(_latestMs, instants[row]);
    }

    public override void Merge(Accumulator other, CellMap map) => _latestMs = Math.Max(_latestMs, ((ProvisionalGuard)other)._latestMs);
}

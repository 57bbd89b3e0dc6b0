using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Counts the rows that business hours leave out, because no calendar is theirs, and those that they do not.</summary>
/// <param name="metric">Name of the metric that counts the same rows.</param>
/// <param name="value">Its number in calendar time.</param>
internal sealed class BusinessTimeGuard(string metric, RowValue value) : Accumulator
{
    public string Metric => metric;

    public long LeftOut { get; private set; }

    public long Counted { get; private set; }

    public override void Update(in RowBatch batch)
    {
        var calendar = batch.Longs(value.Field);
        var business = batch.Longs(value.Business!);
        foreach (var row in batch.Rows)
        {
            if (business[row] != LongColumn.Null)
                Counted++;
            else if (calendar[row] != LongColumn.Null)
                LeftOut++;
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var guard = (BusinessTimeGuard)other;
        LeftOut += guard.LeftOut;
        Counted += guard.Counted;
    }
}

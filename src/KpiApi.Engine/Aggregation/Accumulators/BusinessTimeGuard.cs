using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Counts the rows that business hours leave out, because no calendar is theirs, and those that they do not.</summary>
/// <param name="metric">Name of the metric that counts the same rows.</param>
/// <param name="value">Its number in calendar time.</param>
internal sealed class BusinessTimeGuard(string metric, RowValue value) : Aggregate
{
    public string Metric => metric;

    public long LeftOut { get; private set; }

    public long Counted { get; private set; }

    public override void Reserve(int cells)
    {
    }

    public override void Add(in RowBatch batch)
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

    public override void Merge(Aggregate other, CellMap map)
    {
        var guard = (BusinessTimeGuard)other;
        LeftOut += guard.LeftOut;
        Counted += guard.Counted;
    }

    public override bool HasData(int cell) => false;

    public override KpiValue Finish(int cell, Statistic statistic) => default;

    public override KpiValue Total(Statistic statistic) => default;
}

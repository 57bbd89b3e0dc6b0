using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Sees whether all answers are on one scale: raw scores of several have no mean.</summary>
internal sealed class OneScaleGuard : Aggregate
{
    private readonly HashSet<int> _scales = [];

    /// <summary>Codes of the scales seen.</summary>
    public IReadOnlyCollection<int> Scales => _scales;

    public override void Reserve(int cells)
    {
    }

    public override void Add(in RowBatch batch)
    {
        var codes = batch.Codes(FactSchema.Survey.Scale);
        var last = 0;
        foreach (var row in batch.Rows)
        {
            if (codes[row] != last)
                _scales.Add(last = codes[row]);
        }
    }

    public override void Merge(Aggregate other, CellMap map) => _scales.UnionWith(((OneScaleGuard)other)._scales);

    public override bool HasData(int cell) => false;

    public override KpiValue Finish(int cell, Statistic statistic) => default;

    public override KpiValue Total(Statistic statistic) => default;
}

using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Sees whether all answers are on one scale: raw scores of several have no mean.</summary>
internal sealed class OneScaleGuard : Accumulator
{
    private readonly HashSet<int> _scales = [];

    /// <summary>Codes of the scales seen.</summary>
    public IReadOnlyCollection<int> Scales => _scales;

    public override void Update(in RowBatch batch)
    {
        var codes = batch.Codes(FactSchema.Survey.Scale);
        var last = 0;
        foreach (var row in batch.Rows)
        {
            if (codes[row] != last)
                _scales.Add(last = codes[row]);
        }
    }

    public override void Merge(Accumulator other, CellMap map) => _scales.UnionWith(((OneScaleGuard)other)._scales);
}

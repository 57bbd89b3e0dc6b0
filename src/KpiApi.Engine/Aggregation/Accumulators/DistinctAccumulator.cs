using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// Different owners. Rows of an owner are adjacent, so it is enough to know the last one counted in each cell. A total is counted
/// apart: an owner that is in two cells is one owner.
/// </summary>
internal sealed class DistinctAccumulator : Accumulator
{
    private const int None = -1;

    private long[] _counts = [];
    private int[] _last = [];
    private long _total;
    private int _lastOfAll = None;

    public override void Reserve(int cells)
    {
        Grow(ref _counts, cells, 0);
        Grow(ref _last, cells, None);
    }

    public override void Update(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        var owners = batch.Owners();
        for (var i = 0; i < rows.Length; i++)
        {
            var owner = batch.FirstOwner + owners[rows[i]];
            if (_lastOfAll != owner)
                _total++;
            _lastOfAll = owner;
            if (_last[cells[i]] == owner)
                continue;
            _last[cells[i]] = owner;
            _counts[cells[i]]++;
        }
    }

    /// <summary>No owner spans chunks and no chunk is read by two workers, so counts add.</summary>
    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (DistinctAccumulator)other;
        _total += from._total;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] != 0)
                _counts[map[cell]] += from._counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluation.OfCount(_counts[cell]);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluation.OfCount(_total);
}

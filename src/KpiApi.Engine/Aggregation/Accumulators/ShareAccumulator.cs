using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>100 × rows that pass a test ÷ rows.</summary>
internal sealed class ShareAccumulator(RowTest passing) : Accumulator
{
    private long[] _passed = [];
    private long[] _counts = [];

    public override void Reserve(int cells)
    {
        Grow(ref _passed, cells, 0);
        Grow(ref _counts, cells, 0);
    }

    public override void Update(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        var test = batch.Test(passing);
        if (batch.OnlyCell is { } only)
        {
            var passed = 0;
            foreach (var row in rows)
                passed += test.Count(row);
            (_counts[only], _passed[only]) = (_counts[only] + rows.Length, _passed[only] + passed);
            return;
        }
        for (var i = 0; i < rows.Length; i++)
        {
            _counts[cells[i]]++;
            _passed[cells[i]] += test.Count(rows[i]);
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (ShareAccumulator)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] == 0)
                continue;
            _passed[map[cell]] += from._passed[cell];
            _counts[map[cell]] += from._counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluation.OfRatio(_passed[cell], _counts[cell]);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluation.OfRatio(_passed.Sum(), _counts.Sum());
}

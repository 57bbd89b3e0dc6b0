using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Sums of numbers and of their squares, whole: what the confidence of a mean needs. Squares of five billion durations of 8,000 years fit.</summary>
internal sealed class VarianceAccumulator(RowValue value) : Accumulator
{
    private Int128[] _sums = [];
    private UInt128[] _squares = [];
    private long[] _counts = [];

    public override void Reserve(int cells)
    {
        Grow(ref _sums, cells, Int128.Zero);
        Grow(ref _squares, cells, UInt128.Zero);
        Grow(ref _counts, cells, 0);
    }

    public override void Update(in RowBatch batch)
    {
        var values = new ValueReader(batch, value);
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            if (!values.TryRead(batch.Rows[i], out var number))
                continue;
            _sums[batch.Cells[i]] += number;
            _squares[batch.Cells[i]] += (UInt128)((Int128)number * number);
            _counts[batch.Cells[i]]++;
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (VarianceAccumulator)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] == 0)
                continue;
            _sums[map[cell]] += from._sums[cell];
            _squares[map[cell]] += from._squares[cell];
            _counts[map[cell]] += from._counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public Moments Moments(int cell) => new(_sums[cell], _squares[cell], _counts[cell], value.UnitsPerWhole);

    public Moments TotalMoments() => new(
        _sums.Aggregate(Int128.Zero, (a, b) => a + b), _squares.Aggregate(UInt128.Zero, (a, b) => a + b), _counts.Sum(), value.UnitsPerWhole);
}

/// <summary>Of some numbers, in stored units.</summary>
internal readonly record struct Moments(Int128 Sum, UInt128 Squares, long Count, long UnitsPerWhole);

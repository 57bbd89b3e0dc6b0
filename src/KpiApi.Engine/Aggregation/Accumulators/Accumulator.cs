using System.Runtime.CompilerServices;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// The state of one number in every cell. Each worker updates its own with rows; theirs are merged, completed once and evaluated cell by cell.
/// States are whole numbers, so the result does not depend on which worker read which chunk. One that only observes rows has no cells and
/// overrides nothing but <see cref="Update"/> and <see cref="Merge"/>.
/// </summary>
internal abstract class Accumulator
{
    /// <summary>The object and the headers of its arrays.</summary>
    private const int OwnBytes = 128;

    private long _cellBytes;

    /// <summary>Makes room for at least this many cells; the new ones are empty.</summary>
    public virtual void Reserve(int cells)
    {
    }

    public abstract void Update(in RowBatch batch);

    public abstract void Merge(Accumulator other, CellMap map);

    /// <summary>Takes less memory afterwards, for what is cached.</summary>
    public virtual void Compact()
    {
    }

    /// <summary>After the last merge, before the first evaluation.</summary>
    /// <param name="buckets">Cells a group has.</param>
    public virtual void Complete(int buckets)
    {
    }

    /// <summary>True when a fact lies in the cell: its group then has rows.</summary>
    public virtual bool HasData(int cell) => false;

    /// <summary>Marks the first cells that have data.</summary>
    public void MarkData(Span<bool> cells)
    {
        for (var cell = 0; cell < cells.Length; cell++)
            cells[cell] |= HasData(cell);
    }

    public virtual Evaluation Evaluate(int cell, Statistic statistic) => default;

    /// <summary>Only the number of <see cref="Evaluate"/>: rows are ordered by it, a million of which one page is shown.</summary>
    public virtual Rational Value(int cell, Statistic statistic) => Evaluate(cell, statistic).Value;

    /// <summary>Of all cells together, from the facts.</summary>
    public virtual Evaluation EvaluateTotal(Statistic statistic) => default;

    /// <summary>All that it holds.</summary>
    public long SizeBytes => OwnBytes + _cellBytes + HeldBytes;

    /// <summary>Bytes beyond the arrays over the cells.</summary>
    protected virtual long HeldBytes => 0;

    /// <summary>Grows an array over the cells, at least to the double, so that groups found one by one cost little.</summary>
    protected void Grow<T>(ref T[] cells, int count, T empty)
    {
        if (count <= cells.Length)
            return;
        var old = cells.Length;
        Array.Resize(ref cells, old == 0 ? count : Math.Max(count, old * 2));
        _cellBytes += (long)(cells.Length - old) * Unsafe.SizeOf<T>();
        if (!EqualityComparer<T>.Default.Equals(empty, default))
            Array.Fill(cells, empty, old, cells.Length - old);
    }
}

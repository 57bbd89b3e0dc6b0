using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// What a metric keeps for each cell while it counts. Workers each have their own; theirs are merged, completed once and then finished
/// cell by cell. Sums are whole numbers, so the result does not depend on which worker saw which chunk.
/// </summary>
internal abstract class Aggregate
{
    /// <summary>Makes room for at least this many cells; the new ones are empty.</summary>
    public abstract void Reserve(int cells);

    public abstract void Add(in RowBatch batch);

    public abstract void Merge(Aggregate other, CellMap map);

    /// <summary>Before completion: true when the cell holds anything.</summary>
    public virtual bool IsTouched(int cell) => HasData(cell);

    /// <summary>Makes small what will be kept for later queries.</summary>
    public virtual void Compact()
    {
    }

    /// <summary>Of the states of one cell.</summary>
    public virtual int StateBytes => 24;

    /// <summary>Bytes beyond those of the cells.</summary>
    public virtual long HeldBytes => 0;

    /// <summary>After the last merge, before the first finish.</summary>
    /// <param name="buckets">Cells a group has.</param>
    public virtual void Complete(int buckets)
    {
    }

    /// <summary>True when a fact lies in the cell: its group then has rows.</summary>
    public abstract bool HasData(int cell);

    public abstract KpiValue Finish(int cell, Statistic statistic);

    /// <summary>Of all cells, from the facts.</summary>
    public abstract KpiValue Total(Statistic statistic);

    /// <summary>The value of a cell before rounding: what differences are made of.</summary>
    public virtual decimal? Precise(int cell, Statistic statistic) => Finish(cell, statistic).Value;

    public virtual decimal? PreciseTotal(Statistic statistic) => Total(statistic).Value;

    /// <summary>The plain value of a cell before rounding, 0 for none: for metrics that divide one aggregate by another.</summary>
    public virtual decimal Raw(int cell) => Finish(cell, Statistic.Plain).Value ?? 0;

    public virtual decimal RawTotal() => Total(Statistic.Plain).Value ?? 0;

    /// <summary>Grows by doubling, so that groups found one by one cost little.</summary>
    protected static void Grow<T>(ref T[] cells, int count, T empty)
    {
        if (count <= cells.Length)
            return;
        var old = cells.Length;
        Array.Resize(ref cells, old == 0 ? count : Math.Max(count, old * 2));
        if (!EqualityComparer<T>.Default.Equals(empty, default))
            Array.Fill(cells, empty, old, cells.Length - old);
    }

    /// <summary>Unrounded; null when there is nothing to divide by.</summary>
    protected static decimal? Percent(long part, long whole) => whole == 0 ? null : 100m * part / whole;
}

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>Groups and the accumulators over their cells. One thread at a time.</summary>
internal sealed class GroupedAggregation : IDisposable
{
    /// <summary>Cells of all groups beyond which nobody could read the answer.</summary>
    public const long MaxCells = 2_000_000;

    /// <summary>Cells that are numbered are whole numbers of 32 bits.</summary>
    private const int MaxInternedCells = 1 << 30;

    private readonly Accumulator?[] _bySlot;
    private readonly CellIds? _cellIds;
    private int _reservedGroups;

    /// <param name="topGroups">Every other group is counted as one; null when none are.</param>
    public GroupedAggregation(CellLayout layout, IReadOnlyList<AccumulatorSlot> slots, IReadOnlyList<ulong>? topGroups, CancellationToken cancel)
        : this(layout, slots, new GroupIds(layout.Keys, layout.Buckets, topGroups, layout.DenseCells(slots.Count)), null, cancel)
    {
    }

    private GroupedAggregation(CellLayout layout, IReadOnlyList<AccumulatorSlot> slots, GroupIds groups, CellIds? cellIds, CancellationToken cancel)
    {
        (Layout, Groups, _cellIds, Cancel) = (layout, groups, cellIds, cancel);
        Accumulators = [.. slots.Select(slot => slot.Create())];
        _bySlot = new Accumulator?[slots.Count == 0 ? 0 : slots.Max(slot => slot.Index) + 1];
        for (var i = 0; i < Accumulators.Length; i++)
            _bySlot[slots[i].Index] = Accumulators[i];
        TryReserve();
    }

    /// <summary>One whose accumulators have only the cells that rows are in: what is counted of a part that few rows of many groups and buckets are in.</summary>
    /// <param name="rows">How many rows there will be, at most.</param>
    public static GroupedAggregation OfFewRows(CellLayout layout, IReadOnlyList<AccumulatorSlot> slots, long rows, CancellationToken cancel)
    {
        var groups = new GroupIds(layout.Keys, layout.Buckets, null, MaxInternedCells);
        var ids = new CellIds(groups.AreShared ? (long)groups.Count * layout.Buckets : MaxInternedCells, rows);
        var aggregation = new GroupedAggregation(layout, slots, groups, ids, cancel);
        aggregation.Reserve(ids.Count);
        return aggregation;
    }

    public CellLayout Layout { get; }

    public GroupIds Groups { get; }

    /// <summary>In the order of the slots that it was made for.</summary>
    public Accumulator[] Accumulators { get; }

    /// <summary>Cells in which rows are, by their numbers; null where every cell has a place in the accumulators.</summary>
    public CellIds? CellIds => _cellIds;

    public Accumulator this[AccumulatorSlot slot] => _bySlot[slot.Index]!;

    /// <summary>Checked before each accumulator of each chunk.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>True when there are more cells than can be answered; nothing more is counted then.</summary>
    public bool HasTooManyCells { get; private set; }

    /// <summary>Adds what another worker counted.</summary>
    public void Merge(GroupedAggregation other)
    {
        var map = new CellMap(other.Groups.AreShared ? null : new int[other.Groups.Count], Layout.Buckets);
        for (var group = 0; group < map.Groups?.Length; group++)
            map.Groups[group] = Groups.Number(other.Groups.Key(group));
        HasTooManyCells |= other.HasTooManyCells;
        if (!TryReserve())
            return;
        for (var i = 0; i < Accumulators.Length; i++)
        {
            Cancel.ThrowIfCancellationRequested();
            Accumulators[i].Merge(other.Accumulators[i], map);
        }
    }

    /// <summary>Writes the group of each of the first rows beside it; false when there are too many groups.</summary>
    /// <param name="count">Of rows; afterwards more, where rows are in several groups.</param>
    public bool TryAssignGroups(ScanBuffers buffers, FactTable table, IReadOnlyList<GroupColumn> columns, ref int count)
    {
        if (GroupIds.AreExpanded(columns))
            count = Groups.Expand(buffers, table, columns, count);
        else
            Groups.Assign(buffers.Reader, table, columns, buffers.Rows.AsSpan(0, count), buffers.Cells);
        return TryReserve();
    }

    /// <summary>Makes room for the groups numbered so far; false when they are too many.</summary>
    public bool TryReserve()
    {
        if (Groups.Count == _reservedGroups || HasTooManyCells)
            return !HasTooManyCells;
        _reservedGroups = Groups.Count;
        HasTooManyCells = (long)Groups.Count * Layout.Buckets > (_cellIds is null ? Layout.MaxCells : MaxInternedCells);
        if (HasTooManyCells)
            return false;
        if (_cellIds is null)
            Reserve(Groups.Count * Layout.Buckets);
        return true;
    }

    /// <summary>Replaces each cell by its index in the accumulators, and makes room for it there.</summary>
    public void Place(Span<int> cells)
    {
        if (_cellIds is null)
            return;
        _cellIds.Number(cells);
        Reserve(_cellIds.Count);
    }

    public void Dispose() => _cellIds?.Dispose();

    private void Reserve(int cells)
    {
        foreach (var accumulator in Accumulators)
            accumulator.Reserve(cells);
    }
}

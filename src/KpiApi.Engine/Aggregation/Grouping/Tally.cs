using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>Groups and aggregates, and how rows come into them. One thread at a time.</summary>
internal sealed class Tally
{
    /// <summary>Cells of all groups beyond which an answer would be of no use to anybody.</summary>
    public const long MaxCells = 2_000_000;

    private readonly QueryPlan _plan;
    private readonly CancellationToken _cancel;
    private int _reservedGroups;

    /// <param name="cancel">Seen before each aggregate.</param>
    public Tally(QueryPlan plan, IReadOnlyList<ulong>? kept, CancellationToken cancel)
    {
        (_plan, _cancel) = (plan, cancel);
        Groups = new GroupIds(plan.Keys, plan.Buckets, kept, plan.DenseCells);
        Aggregates = [.. plan.Aggregates.Select(a => a.Create())];
        Reserve();
    }

    public GroupIds Groups { get; }

    public Aggregate[] Aggregates { get; }

    /// <summary>True when there are more cells than can be answered; nothing more is counted then.</summary>
    public bool HasTooManyCells { get; private set; }

    /// <summary>Adds what another tally counted.</summary>
    public void Merge(Tally other)
    {
        var map = new CellMap(other.Groups.AreShared ? null : new int[other.Groups.Count], _plan.Buckets);
        for (var group = 0; group < map.Groups?.Length; group++)
            map.Groups[group] = Groups.Number(other.Groups.Key(group));
        HasTooManyCells |= other.HasTooManyCells;
        if (!Reserve())
            return;
        for (var i = 0; i < Aggregates.Length; i++)
        {
            _cancel.ThrowIfCancellationRequested();
            Aggregates[i].Merge(other.Aggregates[i], map);
        }
    }

    /// <summary>Adds what was counted before of chunks that did not change.</summary>
    /// <param name="slots">For each of the partial's aggregates the one here that it belongs to.</param>
    public void Merge(Partial partial, IReadOnlyList<int> slots)
    {
        var cells = PartialCells.Map(partial, _plan, Groups);
        if (!Reserve())
            return;
        _cancel.ThrowIfCancellationRequested();
        for (var i = 0; i < slots.Count; i++)
            Aggregates[slots[i]].Merge(partial.Aggregates[i], new CellMap(null, _plan.Buckets, cells));
    }

    /// <summary>Adds the rows of the open chunk.</summary>
    public void Read(WorkArrays arrays, ScanPlan scan) => Add(arrays, scan, RowSelection.Passing(arrays.Reader, scan, arrays.Rows));

    /// <summary>Adds the late rows of the open chunk.</summary>
    public void Read(WorkArrays arrays, ScanPlan scan, LateRows late) => Add(arrays, scan, RowSelection.Passing(arrays.Reader, scan, late, arrays.Rows));

    /// <summary>Adds the rows of the open chunk that are not late.</summary>
    public void ReadRest(WorkArrays arrays, ScanPlan scan, LateRows late) => Add(arrays, scan, RowSelection.PassingRest(arrays.Reader, scan, late, arrays.Rows));

    private void Add(WorkArrays arrays, ScanPlan scan, int count)
    {
        var (reader, table, rows) = (arrays.Reader, scan.Source.Table, arrays.Rows);
        if (count == 0 || !Assign(arrays, table, scan.Groups, count))
            return;
        Place(arrays, scan, count);
        foreach (var branch in scan.Branches)
        {
            _cancel.ThrowIfCancellationRequested();
            var passing = count;
            var (branchRows, cells) = (rows, arrays.Cells);
            if (branch.Where is { } where)
            {
                (branchRows, cells) = (arrays.BranchRows, arrays.BranchCells);
                passing = RowSelection.Passing(
                    reader.Codes(where.Field, table, rows.AsSpan(0, count)), where.Codes, rows.AsSpan(0, count), arrays.Cells, branchRows, cells);
            }
            if (passing > 0)
                Aggregates[branch.Slot].Add(new RowBatch(reader, table, branchRows.AsSpan(0, passing), cells.AsSpan(0, passing), branch.Weight));
        }
    }

    /// <summary>Adds the intervals of the open chunk.</summary>
    public void Read(WorkArrays arrays, IntervalPlan plan)
    {
        var (reader, table, buckets) = (arrays.Reader, plan.Source.Table, (RunningBuckets)_plan.Query.Buckets);
        var count = RowSelection.Touching(reader, plan, buckets, arrays.Rows);
        count = RowSelection.Passing(reader, table, plan.Filters, arrays.Rows.AsSpan(0, count));
        if (count == 0 || HasTooManyCells)
            return;
        _cancel.ThrowIfCancellationRequested();
        var rows = arrays.Rows.AsSpan(0, count);
        var aggregate = (IntervalAggregate)Aggregates[plan.Slot];
        var to = plan.Test == LevelTest.AwaitingFirstResponse ? UntilAnswered(arrays, plan.Source) : reader.Longs(plan.Source.Until!, table);
        if (plan.Moving.Count == 0 && !Assign(arrays, table, plan.Groups, count))
            return;
        var batch = new IntervalBatch(reader, table, buckets, rows, arrays.Cells.AsSpan(0, count), reader.Longs(plan.Source.At, table), to, _cancel);
        if (plan.Moving.Count == 0)
            aggregate.Add(batch);
        else
        {
            var keys = Groups.Keys(reader, table, plan.Groups, rows);
            var asOfMs = _plan.Query.AsOf.ToUnixTimeMilliseconds();
            MovingLevels.Add(reader, plan, batch, keys, _plan.Keys.Strides, Groups, (LevelAggregate)aggregate, asOfMs, Reserve);
        }
    }

    /// <summary>Puts the rows' groups where their cells will be; false when there are too many.</summary>
    private bool Assign(WorkArrays arrays, FactTable table, IReadOnlyList<CodeField?> groups, int count)
    {
        Groups.Assign(arrays.Reader, table, groups, arrays.Rows.AsSpan(0, count), arrays.Cells);
        return Reserve();
    }

    /// <summary>Makes room for the groups met so far; false when they are too many.</summary>
    private bool Reserve()
    {
        if (Groups.Count == _reservedGroups || HasTooManyCells)
            return !HasTooManyCells;
        _reservedGroups = Groups.Count;
        HasTooManyCells = (long)Groups.Count * _plan.Buckets > _plan.MaxCells;
        if (HasTooManyCells)
            return false;
        foreach (var aggregate in Aggregates)
            aggregate.Reserve(Groups.Count * _plan.Buckets);
        return true;
    }

    /// <summary>From groups to cells.</summary>
    private void Place(WorkArrays arrays, ScanPlan scan, int count)
    {
        if (_plan.Buckets == 1)
            return;
        var (rows, instants, buckets, cells) = (arrays.Rows, arrays.Instants, arrays.Buckets, arrays.Cells);
        var at = arrays.Reader.Longs(scan.Source.At, scan.Source.Table, rows.AsSpan(0, count));
        for (var i = 0; i < count; i++)
            instants[i] = at[rows[i]];
        _plan.Query.Buckets.Assign(instants.AsSpan(0, count), buckets);
        for (var i = 0; i < count; i++)
            cells[i] = cells[i] * _plan.Buckets + buckets[i];
    }

    /// <summary>A ticket waits for its first response until it has one or is no longer open.</summary>
    private static ReadOnlySpan<long> UntilAnswered(WorkArrays arrays, Source source)
    {
        var to = arrays.Reader.Longs(source.Until!, source.Table);
        var answered = arrays.Reader.Longs(FactSchema.Ticket.FirstResponseAt, source.Table);
        for (var row = 0; row < to.Length; row++)
            arrays.Instants[row] = Math.Min(to[row], answered[row]);
        return arrays.Instants.AsSpan(0, to.Length);
    }
}

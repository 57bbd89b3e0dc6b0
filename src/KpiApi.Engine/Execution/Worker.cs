using System.Buffers;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Aggregates;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>One core's share of a query: its own groups and aggregates, and the arrays that it uses chunk after chunk.</summary>
internal sealed class Worker : IDisposable
{
    /// <summary>Cells of all groups beyond which an answer would be of no use to anybody.</summary>
    public const long MaxCells = 2_000_000;

    private readonly QueryPlan _plan;
    private readonly ChunkReader _reader = new();
    private readonly long[] _instants;
    private readonly int[] _rows;
    private readonly int[] _cells;
    private readonly int[] _branchRows;
    private readonly int[] _branchCells;
    private int[] _buckets = [];
    private int _reservedGroups;

    public Worker(QueryPlan plan, IReadOnlyList<ulong>? kept, int maxRows)
    {
        _plan = plan;
        Groups = new GroupIds(plan.Keys, plan.Buckets, kept);
        Aggregates = [.. plan.Aggregates.Select(a => a.Create())];
        _instants = ArrayPool<long>.Shared.Rent(maxRows);
        _rows = ArrayPool<int>.Shared.Rent(maxRows);
        _cells = ArrayPool<int>.Shared.Rent(maxRows);
        _branchRows = ArrayPool<int>.Shared.Rent(maxRows);
        _branchCells = ArrayPool<int>.Shared.Rent(maxRows);
        if (plan.Buckets > 1)
            _buckets = ArrayPool<int>.Shared.Rent(maxRows);
        Reserve();
    }

    public GroupIds Groups { get; }

    public Aggregate[] Aggregates { get; }

    /// <summary>True when there are more cells than can be answered; nothing more is counted then.</summary>
    public bool HasTooManyCells { get; private set; }

    public void Read(FactChunk chunk, int index)
    {
        _reader.Open(chunk, index);
        foreach (var scan in _plan.Scans)
            Read(scan);
        foreach (var interval in _plan.Intervals)
            Read(interval);
    }

    /// <summary>Adds what another worker counted.</summary>
    public void Merge(Worker other)
    {
        var map = new CellMap(other.Groups.AreShared ? null : new int[other.Groups.Count], _plan.Buckets);
        for (var group = 0; group < map.Groups?.Length; group++)
            map.Groups[group] = Groups.Number(other.Groups.Key(group));
        HasTooManyCells |= other.HasTooManyCells;
        Reserve();
        if (HasTooManyCells)
            return;
        for (var i = 0; i < Aggregates.Length; i++)
            Aggregates[i].Merge(other.Aggregates[i], map);
    }

    public void Dispose()
    {
        _reader.Dispose();
        ArrayPool<long>.Shared.Return(_instants);
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<int>.Shared.Return(_cells);
        ArrayPool<int>.Shared.Return(_branchRows);
        ArrayPool<int>.Shared.Return(_branchCells);
        if (_buckets.Length > 0)
            ArrayPool<int>.Shared.Return(_buckets);
        _buckets = [];
    }

    private void Read(ScanPlan scan)
    {
        var table = scan.Source.Table;
        var count = RowSelection.InPeriod(_reader, scan, _rows);
        count = RowSelection.Passing(_reader, table, scan.Filters, _rows.AsSpan(0, count));
        if (count == 0 || !Assign(table, scan.Groups, count))
            return;
        Place(_reader.Longs(scan.Source.At, table), count);
        foreach (var branch in scan.Branches)
        {
            var passing = count;
            var (rows, cells) = (_rows, _cells);
            if (branch.Where is { } where)
            {
                passing = RowSelection.Passing(_reader.Codes(where.Field, table), where.Codes, _rows.AsSpan(0, count), _cells, _branchRows, _branchCells);
                (rows, cells) = (_branchRows, _branchCells);
            }
            if (passing > 0)
                Aggregates[branch.Slot].Add(new RowBatch(_reader, table, rows.AsSpan(0, passing), cells.AsSpan(0, passing), branch.Weight));
        }
    }

    /// <summary>Puts the rows' groups where their cells will be; false when there are too many.</summary>
    private bool Assign(FactTable table, IReadOnlyList<CodeField?> groups, int count)
    {
        Groups.Assign(_reader, table, groups, _rows.AsSpan(0, count), _cells);
        return Reserve();
    }

    /// <summary>Makes room for the groups met so far; false when they are too many.</summary>
    private bool Reserve()
    {
        if (Groups.Count == _reservedGroups || HasTooManyCells)
            return !HasTooManyCells;
        _reservedGroups = Groups.Count;
        HasTooManyCells = (long)Groups.Count * _plan.Buckets > Math.Min(MaxCells, _plan.Query.MaxValues / _plan.Query.Metrics.Count);
        if (HasTooManyCells)
            return false;
        foreach (var aggregate in Aggregates)
            aggregate.Reserve(Groups.Count * _plan.Buckets);
        return true;
    }

    /// <summary>From groups to cells.</summary>
    private void Place(ReadOnlySpan<long> instants, int count)
    {
        if (_plan.Buckets == 1)
            return;
        for (var i = 0; i < count; i++)
            _instants[i] = instants[_rows[i]];
        _plan.Query.Buckets.Assign(_instants.AsSpan(0, count), _buckets);
        for (var i = 0; i < count; i++)
            _cells[i] = _cells[i] * _plan.Buckets + _buckets[i];
    }

    private void Read(IntervalPlan plan)
    {
        var (table, buckets) = (plan.Source.Table, (RunningBuckets)_plan.Query.Buckets);
        var count = RowSelection.Touching(_reader, plan, buckets, _rows);
        count = RowSelection.Passing(_reader, table, plan.Filters, _rows.AsSpan(0, count));
        if (count == 0 || HasTooManyCells)
            return;
        var rows = _rows.AsSpan(0, count);
        var aggregate = (IntervalAggregate)Aggregates[plan.Slot];
        var to = plan.Test == LevelTest.AwaitingFirstResponse ? UntilAnswered(plan.Source) : _reader.Longs(plan.Source.Until!, table);
        if (plan.Moving.Count == 0 && !Assign(table, plan.Groups, count))
            return;
        var batch = new IntervalBatch(_reader, table, buckets, rows, _cells.AsSpan(0, count), _reader.Longs(plan.Source.At, table), to);
        if (plan.Moving.Count == 0)
            aggregate.Add(batch);
        else
        {
            var keys = Groups.Keys(_reader, table, plan.Groups, rows);
            var asOfMs = _plan.Query.AsOf.ToUnixTimeMilliseconds();
            MovingLevels.Add(_reader, plan, batch, keys, _plan.Keys.Strides, Groups, (LevelAggregate)aggregate, asOfMs, Reserve);
        }
    }

    /// <summary>A ticket waits for its first response until it has one or is no longer open.</summary>
    private ReadOnlySpan<long> UntilAnswered(Source source)
    {
        var to = _reader.Longs(source.Until!, source.Table);
        var answered = _reader.Longs(FactSchema.Ticket.FirstResponseAt, source.Table);
        for (var row = 0; row < to.Length; row++)
            _instants[row] = Math.Min(to[row], answered[row]);
        return _instants.AsSpan(0, to.Length);
    }
}

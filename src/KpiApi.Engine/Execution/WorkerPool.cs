using System.Collections.Concurrent;
using System.Numerics;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>Shares the chunks of a snapshot among the caller's thread and those that help it, which come and go while there is work.</summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>A second core is worth its start from this many items each.</summary>
    private const int ItemsPerWorker = 4;

    /// <summary>The same where a filter leaves a handful of rows in each.</summary>
    private const int RareItemsPerWorker = 128;

    private readonly QueryWork _work;
    private readonly QueryPlan _plan;
    private readonly FactChunk[] _chunks;
    private readonly ChunkSpans _spans;
    private readonly PartialShape[] _shapes;
    private readonly List<WorkItem> _items;
    private readonly Helpers _helpers;
    private readonly CancellationToken _cancel;
    private readonly int _itemsPerWorker;
    private readonly int _most;
    private readonly List<Worker> _workers = [];
    private readonly Stack<Worker> _resting = [];
    private readonly List<Task> _helping = [];
    private readonly ConcurrentStack<WorkItem> _left = [];
    private readonly Lock _gate = new();
    /// <summary>One of the workers has met more groups than can be answered, so nothing more need be counted.</summary>
    private volatile bool _isTooMuch;
    private int _active;
    private int _next = -1;

    public WorkerPool(QueryWork work, Helpers helpers, CancellationToken cancel)
    {
        (_work, _plan, _chunks, _spans) = (work, work.Plan, work.Snapshot.Chunks, work.Snapshot.Spans);
        (_shapes, _items, _helpers, _cancel) = (work.Shapes, work.Items, helpers, cancel);
        _itemsPerWorker = _plan.IsFast && _plan.Scans.Count == _plan.StepCount && _plan.Scans.All(IsRare) ? RareItemsPerWorker : ItemsPerWorker;
        _most = work.IsForOneWorker ? 0 : Math.Min(helpers.Most, _items.Count / _itemsPerWorker - 1);
    }

    /// <summary>Does every item once and returns the worker that knows it all.</summary>
    public Worker Run()
    {
        var whole = NewWorker();
        try
        {
            do
            {
                Recruit();
                while (TryDoNext(whole, isHelper: false))
                    Recruit();
                WaitForHelpers();
            }
            while (!_left.IsEmpty && !_isTooMuch);
        }
        finally
        {
            // Also when cancelled: the workers' arrays go back to the pool next, and none may still be written to.
            WaitForHelpers();
        }
        foreach (var worker in _workers)
        {
            if (worker != whole)
                whole.Merge(worker);
        }
        return whole;
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
    }

    /// <summary>Calls whoever is free, while there is enough left to do.</summary>
    private void Recruit()
    {
        for (var more = _most - Volatile.Read(ref _active); more > 0 && _items.Count - _next > _itemsPerWorker; more--)
        {
            Interlocked.Increment(ref _active);
            if (_helpers.TryStart(Help) is not { } help)
            {
                Interlocked.Decrement(ref _active);
                return;
            }
            _helping.Add(help);
        }
    }

    private void Help()
    {
        var worker = Take();
        while (!_helpers.AreWanted && TryDoNext(worker, isHelper: true))
        {
            // On to the next.
        }
        lock (_gate)
            _resting.Push(worker);
        Interlocked.Decrement(ref _active);
    }

    /// <summary>One that has rested, so that there are no more than help at a time: each has all the cells.</summary>
    private Worker Take()
    {
        lock (_gate)
            return _resting.TryPop(out var worker) ? worker : NewWorker();
    }

    private Worker NewWorker()
    {
        var worker = new Worker(_plan, _work.Kept, _work.Snapshot.LargestTable, _cancel);
        lock (_gate)
            _workers.Add(worker);
        return worker;
    }

    private void WaitForHelpers() => Task.WhenAll(_helping).GetAwaiter().GetResult();

    /// <summary>False when nothing is left, or a helper is wanted elsewhere: what it has not done of its item it leaves to others.</summary>
    private bool TryDoNext(Worker worker, bool isHelper)
    {
        if (!TryTake(out var item))
            return false;
        _cancel.ThrowIfCancellationRequested();
        if (!item.IsBlock)
            worker.Arrays.Reader.Open(_chunks[item.First], item.First);
        for (var steps = item.Steps; steps != 0; steps &= steps - 1)
        {
            if (isHelper && _helpers.AreWanted)
            {
                _left.Push(item with { Steps = steps });
                return false;
            }
            Do(worker, item, BitOperations.TrailingZeroCount(steps));
            if (worker.Tally.HasTooManyCells)
                _isTooMuch = true;
            if (_isTooMuch)
                return false;
        }
        return true;
    }

    private bool TryTake(out WorkItem item)
    {
        item = default;
        if (_isTooMuch)
            return false;
        if (_left.TryPop(out item))
            return true;
        var next = Interlocked.Increment(ref _next);
        if (next < _items.Count)
            item = _items[next];
        return next < _items.Count;
    }

    private void Do(Worker worker, WorkItem item, int step)
    {
        var partial = item.IsBlock ? OfBlock(item.First, step) : OfChunk(worker, item.First, step);
        if (partial is not null)
            worker.Tally.Merge(partial, _plan.Slots(step));
        else if (item.IsBlock)
            ReadBlock(worker, item.First, step);
        else
            ReadChunk(worker, item.First, step);
    }

    /// <summary>
    /// When a chunk does not lie wholly in the period: often it does but for its late rows, or only these do. Where a filter leaves few rows they are
    /// looked up sooner than partials are kept for its value.
    /// </summary>
    private void ReadChunk(Worker worker, int index, int step)
    {
        if (LateRowsOf(index, step) is not { Rows.Length: > 0 } late)
        {
            worker.Read(step);
            return;
        }
        var (fromMs, toMs) = _plan.Scans[step].Period;
        var isOutside = late.RestMaxMs < fromMs || late.RestMinMs >= toMs;
        var isWithin = late.RestMinMs >= fromMs && late.RestMaxMs < toMs;
        var rest = isWithin && !IsRare(_plan.Scans[step]) ? OfRest(worker, index, step, late) : null;
        if (rest is not null)
            worker.Tally.Merge(rest, _plan.Slots(step));
        if (rest is not null || isOutside)
            worker.Read(step, late);
        else
            worker.Read(step);
    }

    private static bool IsRare(ScanPlan scan) => scan.Filters.Any(filter => filter.IsRare);

    private LateRows? LateRowsOf(int index, int step) =>
        _shapes.Length == 0 || step >= _plan.Scans.Count ? null : _chunks[index].Late(_plan.Scans[step].Source.At);

    private Partial? OfRest(Worker worker, int index, int step, LateRows late)
    {
        var (isKnown, partial) = _shapes[step].OfRest(index, _chunks[index]);
        if (!isKnown)
            _shapes[step].KeepRest(index, _chunks[index], partial = PartialBuilder.OfRest(worker.Arrays, _plan, step, late, _cancel));
        return partial;
    }

    /// <summary>When a block turned out to be too much to keep.</summary>
    private void ReadBlock(Worker worker, int first, int step)
    {
        for (var index = first; index < first + _shapes[step].BlockChunks; index++)
        {
            _cancel.ThrowIfCancellationRequested();
            worker.Arrays.Reader.Open(_chunks[index], index);
            worker.Read(step);
        }
    }

    private Partial? OfChunk(Worker worker, int index, int step)
    {
        var chunk = _chunks[index];
        if (_shapes.Length == 0 || !PlanSteps.IsWithin(_plan, step, _spans, index))
            return null;
        var (isKnown, partial) = _shapes[step].OfChunk(index, chunk);
        if (!isKnown)
            _shapes[step].Keep(index, chunk, partial = PartialBuilder.OfChunk(worker.Arrays, _plan, step, _cancel));
        return partial;
    }

    private Partial? OfBlock(int first, int step)
    {
        var block = _chunks.AsSpan(first, _shapes[step].BlockChunks);
        var (isKnown, partial) = _shapes[step].OfBlock(first, block);
        if (isKnown)
            return partial;
        var parts = new List<Partial>(block.Length);
        for (var i = 0; i < block.Length; i++)
        {
            // Another query may have put a block in the place of its chunks meanwhile.
            if (_shapes[step].OfChunk(first + i, block[i]).Partial is not { } part)
                return _shapes[step].OfBlock(first, block).Partial;
            parts.Add(part);
        }
        _shapes[step].Keep(first, block, partial = PartialBuilder.OfAll(_plan, step, parts, _cancel));
        return partial;
    }
}

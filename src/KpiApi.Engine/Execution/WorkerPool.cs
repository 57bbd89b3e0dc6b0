using System.Collections.Concurrent;
using System.Numerics;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>Shares the chunks of a snapshot among the caller's thread and those that help it, which come and go while there is work.</summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>A second core is worth its start from this many chunks each.</summary>
    private const int ChunksPerWorker = 4;

    /// <summary>The same where a filter leaves a handful of rows in each.</summary>
    private const int RareChunksPerWorker = 128;

    private readonly QueryWork _work;
    private readonly List<WorkItem> _items;
    private readonly Helpers _helpers;
    private readonly CancellationToken _cancel;
    private readonly int _chunksPerWorker;

    /// <summary>For each item the chunks that are left from it on.</summary>
    private readonly int[] _chunksFrom;
    private readonly int _most;
    private readonly List<Worker> _workers = [];
    private readonly Stack<Worker> _resting = [];
    private readonly List<Task> _helping = [];
    private readonly ConcurrentStack<WorkItem> _left = [];
    private readonly Lock _gate = new();

    /// <summary>One of the workers has more groups than can be answered, so nothing more need be counted.</summary>
    private volatile bool _isTooMuch;
    private int _active;
    private int _next = -1;

    public WorkerPool(QueryWork work, Helpers helpers, CancellationToken cancel)
    {
        (_work, _items, _helpers, _cancel) = (work, work.Items, helpers, cancel);
        _chunksPerWorker = work.IsFast && work.Plan.Steps.All(step => step is ScanStep { IsRare: true }) ? RareChunksPerWorker : ChunksPerWorker;
        _chunksFrom = new int[_items.Count + 1];
        for (var item = _items.Count - 1; item >= 0; item--)
            _chunksFrom[item] = _chunksFrom[item + 1] + _items[item].Weight;
        _most = work.IsForOneWorker ? 0 : Math.Min(helpers.Most, Math.Min(_items.Count, _chunksFrom[0] / _chunksPerWorker) - 1);
    }

    /// <summary>Does every item once and returns the sum of what the workers counted.</summary>
    public GroupedAggregation Run()
    {
        var whole = NewWorker();
        try
        {
            do
            {
                WakeHelper();
                while (TryDoNext(whole, isHelper: false))
                    WakeHelper();
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
                whole.Aggregation.Merge(worker.Aggregation);
        }
        return whole.Aggregation;
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Buffers.Dispose();
    }

    /// <summary>Those of items that nobody has begun.</summary>
    private int ChunksLeft => _chunksFrom[Math.Min(Volatile.Read(ref _next) + 1, _items.Count)];

    /// <summary>Starts helpers on free threads while there is enough left to do.</summary>
    private void WakeHelper()
    {
        for (var more = _most - Volatile.Read(ref _active); more > 0 && ChunksLeft > _chunksPerWorker; more--)
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
        var worker = RestedWorker();
        while (!_helpers.MustYield && TryDoNext(worker, isHelper: true))
        {
            // On to the next.
        }
        lock (_gate)
            _resting.Push(worker);
        Interlocked.Decrement(ref _active);
    }

    /// <summary>One that no helper uses now, so that there are no more than helpers at a time: each has all the cells.</summary>
    private Worker RestedWorker()
    {
        lock (_gate)
            return _resting.TryPop(out var worker) ? worker : NewWorker();
    }

    private Worker NewWorker()
    {
        var worker = new Worker(
            new ScanBuffers(_work.Snapshot.LargestTable, _work.IsFast),
            new GroupedAggregation(_work.Plan.Layout, _work.Plan.Slots, _work.TopGroups, _cancel));
        lock (_gate)
            _workers.Add(worker);
        return worker;
    }

    private void WaitForHelpers() => Task.WhenAll(_helping).GetAwaiter().GetResult();

    /// <summary>False when nothing is left, or when a helper has to yield: it leaves the rest of its item to the others.</summary>
    private bool TryDoNext(Worker worker, bool isHelper)
    {
        if (!TryNext(out var item))
            return false;
        _cancel.ThrowIfCancellationRequested();
        for (var steps = item.Steps; steps != 0; steps &= steps - 1)
        {
            if (isHelper && _helpers.MustYield)
            {
                _left.Push(item with { Steps = steps });
                return false;
            }
            _work.Aggregation.Aggregate(_work.Plan.Steps[BitOperations.TrailingZeroCount(steps)], item.Chunks, worker);
            if (worker.Aggregation.HasTooManyCells)
                _isTooMuch = true;
            if (_isTooMuch)
                return false;
        }
        return true;
    }

    private bool TryNext(out WorkItem item)
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
}

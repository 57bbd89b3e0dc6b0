using System.Numerics;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>Shares the chunks of a snapshot among the cores.</summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>A second core is worth its start from this many items each.</summary>
    private const int ItemsPerWorker = 4;

    /// <summary>The same where a filter leaves a handful of rows in each.</summary>
    private const int RareItemsPerWorker = 128;

    private readonly QueryPlan _plan;
    private readonly FactChunk[] _chunks;
    private readonly ChunkSpans _spans;
    private readonly PartialShape[] _shapes;
    private readonly List<WorkItem> _items;
    private readonly Worker[] _workers;
    private int _next = -1;

    /// <param name="kept">Groups that are not folded into one; null when none are. Partials know groups unfolded, where a ticket of two groups counts twice.</param>
    public WorkerPool(QueryPlan plan, IReadOnlyList<ulong>? kept, FactSnapshot snapshot)
    {
        (_plan, _chunks, _spans) = (plan, snapshot.Chunks, snapshot.Spans);
        _shapes = plan.IsFast && kept is null
            ? [.. Enumerable.Range(0, plan.StepCount).Select(step => snapshot.Partials.Shape(ShapeText.Of(plan, step)))]
            : [];
        _items = WorkItem.List(plan, snapshot, _shapes);
        var itemsPerWorker = plan.IsFast && plan.Scans.Count == plan.StepCount && plan.Scans.All(IsRare) ? RareItemsPerWorker : ItemsPerWorker;
        _workers = new Worker[Math.Clamp(_items.Count / itemsPerWorker, 1, Environment.ProcessorCount)];
        for (var i = 0; i < _workers.Length; i++)
            _workers[i] = new Worker(plan, kept, snapshot.LargestTable);
    }

    /// <summary>Does every item once and returns the worker that knows it all.</summary>
    public Worker Run(CancellationToken cancel)
    {
        var others = _workers.Skip(1).Select(w => Task.Run(() => Run(w, cancel), CancellationToken.None)).ToArray();
        try
        {
            Run(_workers[0], cancel);
        }
        finally
        {
            // Also when cancelled: the workers' arrays go back to the pool next, and none may still be written to.
            Task.WhenAll(others).GetAwaiter().GetResult();
        }
        foreach (var worker in _workers.AsSpan(1))
            _workers[0].Merge(worker);
        return _workers[0];
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
    }

    private void Run(Worker worker, CancellationToken cancel)
    {
        for (var next = Interlocked.Increment(ref _next); next < _items.Count; next = Interlocked.Increment(ref _next))
        {
            cancel.ThrowIfCancellationRequested();
            var item = _items[next];
            if (!item.IsBlock)
                worker.Arrays.Reader.Open(_chunks[item.First], item.First);
            for (var steps = item.Steps; steps != 0; steps &= steps - 1)
                Do(worker, item, BitOperations.TrailingZeroCount(steps));
        }
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
            _shapes[step].KeepRest(index, _chunks[index], partial = PartialBuilder.OfRest(worker.Arrays, _plan, step, late));
        return partial;
    }

    /// <summary>When a block turned out to be too much to keep.</summary>
    private void ReadBlock(Worker worker, int first, int step)
    {
        for (var index = first; index < first + _shapes[step].BlockChunks; index++)
        {
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
            _shapes[step].Keep(index, chunk, partial = PartialBuilder.OfChunk(worker.Arrays, _plan, step));
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
        _shapes[step].Keep(first, block, partial = PartialBuilder.OfAll(_plan, step, parts));
        return partial;
    }
}

using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>
/// Takes from the cache what was counted before, and leaves there what is counted now. A chunk that lies wholly in the period, or all of it
/// but its stragglers, is counted once and merged ever after; everything else goes to <paramref name="direct"/>.
/// </summary>
internal sealed class CachedAggregation(DirectAggregation direct, PartialCache cache, FactSnapshot snapshot, QueryPlan plan) : ChunkAggregation
{
    /// <summary>Hours of twenty years.</summary>
    private const int MaxBuckets = 200_000;

    /// <summary>Fewer are not shared evenly among cores.</summary>
    private const int FewBlocks = 3;

    /// <summary>To make and merge a cell of a partial takes about as long as to read this many rows.</summary>
    private const int RowsAMergedCell = 4;

    /// <summary>Each step over all of history, whose cells serve for every period; null where that would be too many buckets.</summary>
    private readonly Lazy<PlanStep?>[] _overHistory = [.. plan.Steps.Select(step => new Lazy<PlanStep?>(() => OverHistory(step, snapshot)))];

    public override void Aggregate(PlanStep step, ChunkRange chunks, Worker worker)
    {
        if (!chunks.IsBlock && step is LevelStep level && TryFew(level, chunks, worker))
            return;
        if ((chunks.IsBlock ? OfBlock(step, chunks, worker) : OfChunk(step, chunks, worker)) is { } partial)
            partial.MergeInto(worker.Aggregation, step);
        else if (chunks.IsBlock || step is not ScanStep scan || !TryApartFromStragglers(scan, chunks, worker))
            direct.Aggregate(step, chunks, worker);
    }

    /// <summary>True when one partial of the whole block is cached, or can be made of those of its chunks.</summary>
    public bool HasBlock(PlanStep step, ChunkRange block)
    {
        for (var chunk = block.First; chunk < block.End; chunk++)
        {
            if (!step.Touches(snapshot.ZoneMaps, chunk) || !IsCacheable(step, chunk))
                return false;
        }
        if (HasManyCells(step, block))
            return false;
        return TryGet(step, block, out var partial) ? partial is not null : IsCountedWhole(step, block) || TryHalves(step, block, []);
    }

    /// <summary>The cells that are merged instead of reading rows; null when the rows have to be read.</summary>
    public int? CachedCells(PlanStep step, ChunkRange chunks)
    {
        if (!chunks.IsBlock && !IsCacheable(step, chunks.First))
            return null;
        return TryGet(step, chunks, out var partial) && partial is not null ? partial.Count : chunks.IsBlock && !IsCountedWhole(step, chunks) ? chunks.Count : null;
    }

    private Partial? OfChunk(PlanStep step, ChunkRange chunk, Worker worker)
    {
        if (!IsCacheable(step, chunk.First) || HasManyCells(step, chunk))
            return null;
        if (!TryGet(step, chunk, out var partial))
            Put(step, chunk, partial = Whole(step, chunk) is { } whole ? Partial.OfChunk(whole, Opened(chunk.First, worker), worker.Aggregation) : null);
        return partial;
    }

    private Partial? OfBlock(PlanStep step, ChunkRange block, Worker worker)
    {
        if (TryGet(step, block, out var partial))
            return partial;
        var parts = new List<(ChunkRange Chunks, Partial Partial)>();
        // Another query may have put the block in the place of its parts meanwhile, or the cache may have dropped one.
        if (!TryHalves(step, block, parts))
            return TryGet(step, block, out partial) ? partial : IsCountedWhole(step, block) ? OfWholeBlock(step, block, worker) : null;
        Put(step, block, partial = Whole(step, block) is { } whole ? Partial.Merged(whole, parts.ConvertAll(part => part.Partial), worker.Aggregation) : null);
        if (partial is not null)
            parts.ForEach(part => cache.Remove(new PartialKey(step.Fingerprint, part.Chunks)));
        return partial;
    }

    /// <summary>Adds the cached partials that a block can be made of; false where one is missing.</summary>
    private bool TryHalves(PlanStep step, ChunkRange block, List<(ChunkRange Chunks, Partial Partial)> parts)
    {
        return TryAdd(block.FirstHalf) && TryAdd(block.SecondHalf);

        bool TryAdd(ChunkRange half)
        {
            if (!TryGet(step, half, out var partial))
                return half.IsBlock && TryHalves(step, half, parts);
            if (partial is not null)
                parts.Add((half, partial));
            return partial is not null;
        }
    }

    private Partial? OfWholeBlock(PlanStep step, ChunkRange block, Worker worker)
    {
        var partial = Whole(step, block) is { } whole ? Partial.OfChunks(whole, block.First, [.. Chunks(block)], worker.Buffers, worker.Aggregation) : null;
        Put(step, block, partial);
        return partial;
    }

    private bool IsCacheable(PlanStep step, int chunk) => IsKept(step) && step.IsCacheable(snapshot.ZoneMaps, chunk);

    /// <summary>Whether there are so few rows for each group that there may be that they are read about as quickly as a partial is merged.</summary>
    private bool HasManyCells(PlanStep step, ChunkRange chunks)
    {
        if (step is not ScanStep { Filters.Count: 0, SortsNumbers: false })
            return false;
        var rows = 0L;
        foreach (var chunk in Chunks(chunks))
            rows += chunk.RowCount(step.Source.Table);
        return plan.Layout.Keys.Count > (ulong)rows / RowsAMergedCell;
    }

    /// <summary>Whether partials of a step are worth keeping.</summary>
    private static bool IsKept(PlanStep step) => step is not ScanStep { HasFewNumbersACell: true };

    /// <summary>
    /// Rows of a block are counted together where that leaves every core its share: a partial of each chunk would only be merged by the next query. Few
    /// rows always, for they are too few to be kept apart.
    /// </summary>
    private bool IsCountedWhole(PlanStep step, ChunkRange block) => step is ScanStep scan && (scan.IsRare || snapshot.Chunks.Length >= block.Count * FewBlocks);

    /// <summary>
    /// Often a chunk lies wholly in the period but for its stragglers, or only these do. Where a filter leaves few rows they are looked up sooner
    /// than a partial is made for its value.
    /// </summary>
    private bool TryApartFromStragglers(ScanStep scan, ChunkRange chunk, Worker worker)
    {
        var stragglers = snapshot.Chunks[chunk.First].Stragglers(scan.Source.At);
        var (fromMs, toMs) = scan.Time.Period;
        var areOthersOutside = stragglers.RestMaxMs < fromMs || stragglers.RestMinMs >= toMs;
        var areOthersWithin = stragglers.RestMinMs >= fromMs && stragglers.RestMaxMs < toMs;
        if (stragglers.Rows.Length == 0 || (!areOthersOutside && (!areOthersWithin || scan.IsRare || !IsKept(scan) || HasManyCells(scan, chunk))))
            return false;
        var buffers = Opened(chunk.First, worker);
        if (!areOthersOutside)
        {
            var key = new PartialKey(scan.Fingerprint, chunk, WithoutStragglers: true);
            if (!cache.TryGet(key, Chunks(chunk), out var others))
                cache.Put(key, Chunks(chunk), others = Whole(scan, chunk) is ScanStep whole ? Partial.WithoutStragglers(whole, buffers, stragglers, worker.Aggregation) : null);
            if (others is null)
                return false;
            others.MergeInto(worker.Aggregation, scan);
        }
        scan.RunStragglers(buffers, worker.Aggregation, stragglers);
        return true;
    }

    /// <summary>Where levels are not cached yet.</summary>
    private bool TryFew(LevelStep level, ChunkRange chunk, Worker worker) => !TryGet(level, chunk, out _) && level.TryRunFew(Opened(chunk.First, worker), worker.Aggregation);

    private static PlanStep? OverHistory(PlanStep step, FactSnapshot snapshot) =>
        step.Time.Over(Span(step, snapshot.Chunks), MaxBuckets) is { } time ? step with { Time = time } : null;

    /// <summary>From the first instant that decides anything in the chunks to after the last.</summary>
    private static TimeRange Span(PlanStep step, ReadOnlySpan<FactChunk> chunks)
    {
        var (fromMs, toMs) = (long.MaxValue, long.MinValue);
        foreach (var chunk in chunks)
        {
            var span = step.Span(chunk);
            if (span.FromMs < span.ToMs)
                (fromMs, toMs) = (Math.Min(fromMs, span.FromMs), Math.Max(toMs, span.ToMs));
        }
        return new TimeRange(fromMs, toMs);
    }

    /// <summary>The step over all that chunks have, with no more buckets than that; null where there are too many in all of history.</summary>
    private PlanStep? Whole(PlanStep step, ChunkRange chunks)
    {
        var history = _overHistory[IndexOf(step)].Value;
        return history is { } whole && Span(step, Chunks(chunks)) is var span && span.FromMs < span.ToMs ? whole with { Time = whole.Time.Within(span) } : history;
    }

    private int IndexOf(PlanStep step)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (ReferenceEquals(plan.Steps[i], step))
                return i;
        }
        throw new ArgumentException("No step of the plan.", nameof(step));
    }

    private ScanBuffers Opened(int chunk, Worker worker)
    {
        worker.Buffers.Reader.Open(snapshot.Chunks[chunk], chunk);
        return worker.Buffers;
    }

    private bool TryGet(PlanStep step, ChunkRange chunks, out Partial? partial) => cache.TryGet(new PartialKey(step.Fingerprint, chunks), Chunks(chunks), out partial);

    private void Put(PlanStep step, ChunkRange chunks, Partial? partial) => cache.Put(new PartialKey(step.Fingerprint, chunks), Chunks(chunks), partial);

    private ReadOnlySpan<FactChunk> Chunks(ChunkRange chunks) => snapshot.Chunks.AsSpan(chunks.First, chunks.Count);
}

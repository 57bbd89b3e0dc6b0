using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution.Partials;

/// <summary>What many different questions leave behind has an end.</summary>
public class PartialCacheTests
{
    private const int Tickets = 2 * FactChunk.Capacity + 1;
    private static readonly Lazy<FactSnapshot> s_snapshot = new(() => ManyFacts.Publish(ManyFacts.Tickets(Tickets)));

    [Fact]
    public void Question_that_finds_nothing_is_counted_too()
    {
        var executor = new QueryExecutor();
        Ask(executor, "metrics=tickets_created&account=nobody&allowUnknown=true");
        // For each of three chunks that nothing is there: an entry, a partial without cells, an accumulator.
        Assert.InRange(executor.CachedBytes, 3 * 400, 3 * 1200);
    }

    [Fact]
    public void Flood_of_questions_stays_within_the_limit_and_those_asked_last_are_kept()
    {
        const long limit = 200_000;
        var executor = new QueryExecutor(new Optimizations(MaxPartialBytes: limit));
        for (var n = 0; n < 200; n++)
        {
            Ask(executor, string.Create(CultureInfo.InvariantCulture, $"metrics=tickets_created,resolution_time:p90&account=account-{n}&account=account-{n + 1}&allowUnknown=true"));
            Assert.InRange(executor.CachedBytes, 1, limit);
        }
    }

    [Fact]
    public void What_was_not_used_for_the_longest_time_goes_first()
    {
        var chunks = s_snapshot.Value.Chunks;
        var cache = new PartialCache(3 * (PartialCache.EntryBytes + Partial.ArrayBytes(1, sizeof(long))));
        for (var n = 0; n < 3; n++)
            cache.Put(Key(n), chunks.AsSpan(0, 1), null);
        Assert.True(cache.TryGet(Key(0), chunks.AsSpan(0, 1), out _));
        cache.Put(Key(3), chunks.AsSpan(0, 1), null);
        Assert.Equal([true, false, true, true], Enumerable.Range(0, 4).Select(n => cache.TryGet(Key(n), chunks.AsSpan(0, 1), out _)));
    }

    [Fact]
    public void Limit_that_becomes_less_drops_the_oldest_at_once()
    {
        var (chunks, bytes) = (s_snapshot.Value.Chunks, PartialCache.EntryBytes + Partial.ArrayBytes(1, sizeof(long)));
        var cache = new PartialCache(4 * bytes);
        for (var n = 0; n < 4; n++)
            cache.Put(Key(n), chunks.AsSpan(0, 1), null);
        cache.MaxBytes = 2 * bytes;
        Assert.Equal((2 * bytes, 2 * bytes), (cache.SizeBytes, cache.MaxBytes));
        Assert.Equal([false, false, true, true], Enumerable.Range(0, 4).Select(n => cache.TryGet(Key(n), chunks.AsSpan(0, 1), out _)));
    }

    [Fact]
    public void Changed_chunk_is_not_known_and_takes_the_place_of_the_one_before()
    {
        var chunks = s_snapshot.Value.Chunks;
        var cache = new PartialCache(1 << 20);
        cache.Put(Key(0), chunks.AsSpan(0, 1), null);
        var before = cache.SizeBytes;
        Assert.False(cache.TryGet(Key(0), chunks.AsSpan(1, 1), out _));
        cache.Put(Key(0), chunks.AsSpan(1, 1), null);
        Assert.Equal((true, before), (cache.TryGet(Key(0), chunks.AsSpan(1, 1), out _), cache.SizeBytes));
    }

    [Fact]
    public void Cache_can_be_cleared_while_a_question_is_counted()
    {
        const string question = "metrics=tickets_created,resolution_time:p90&groupBy=account";
        var executor = new QueryExecutor();
        Ask(executor, question);
        var prepared = executor.Prepare(Parse(question), s_snapshot.Value);
        executor.ClearCache();
        Assert.Equal(0, executor.CachedBytes);
        var (result, _) = prepared.Execute(Engine.Execution.Scheduling.Helpers.OfPool, CancellationToken.None);
        Assert.Equal(Tickets, result!.Totals[0].Count);
    }

    private static PartialKey Key(int number) => new(new Fingerprint(0, (UInt128)number), ChunkRange.Of(0));

    private static void Ask(QueryExecutor executor, string query) => executor.Execute(Parse(query), s_snapshot.Value);

    private static KpiQuery Parse(string query)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request($"{query}&period=all"), s_snapshot.Value, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}

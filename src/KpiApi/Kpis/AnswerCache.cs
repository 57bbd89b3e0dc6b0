using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;
using KpiApi.Hosting;
using KpiApi.Settings;
using KpiApi.Storage;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace KpiApi.Kpis;

/// <summary>
/// Answers given before, by the text of the question. One is given again as long as the facts that it was made of, the settings and
/// the day are the same: new tickets do not spoil last year's numbers. What depends on the moment of asking is not kept.
/// </summary>
internal sealed class AnswerCache(
    FactWriter facts, FactFeed feed, CurrentSettings settings, StoreFreshness freshness, TimeProvider clock, IOptions<KpiOptions> options) : IDisposable
{
    /// <summary>Days begin at a multiple of this in every time zone of today, and named periods with them.</summary>
    private const long StepMs = 15 * 60_000;

    /// <summary>About what an entry takes besides its text.</summary>
    private const int EntryBytes = 8192;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = (long)options.Value.AnswerCacheMegabytes << 20 });

    /// <summary>The answer to the same question, if it would be the same; null otherwise.</summary>
    public KpiResponse? Find(string question)
    {
        // Answers are kept without the warning of then.
        if (freshness.IsStale || !_answers.TryGetValue(question, out Entry? entry) || entry is null)
            return null;
        var (snapshot, now) = (facts.Current, clock.GetUtcNow());
        var isOfNow = ReferenceEquals(entry.Settings, settings.Current) && ReferenceEquals(entry.Rules, feed.Rules)
            && entry.Step == now.ToUnixTimeMilliseconds() / StepMs;
        if (!isOfNow || !IsStill(entry, snapshot))
            return null;
        return new KpiResponse(entry.Head, entry.TagHash, now, snapshot.Version);
    }

    /// <param name="question">Text that is answered alike while nothing changes.</param>
    /// <param name="query">What it was understood as.</param>
    /// <param name="snapshot">The facts that it was answered from.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="ofAllTime">The period reaches from the first fact to the last.</param>
    public void Keep(string question, KpiQuery query, FactSnapshot snapshot, KpiResponse answer, bool ofAllTime)
    {
        if (!options.Value.FastWays || EntityTag.DependsOnNow(query) || ComparesWithElapsed(query) || DataTouched.Of(query, snapshot, ofAllTime) is not { } touched)
            return;
        var step = query.AsOf.ToUnixTimeMilliseconds() / StepMs;
        var entry = new Entry(answer.Head, answer.TagHash, settings.Current, feed.Rules, step, touched) { SeenIn = snapshot };
        _answers.Set(question, entry, new MemoryCacheEntryOptions { Size = answer.Head.Length + question.Length * 2 + EntryBytes });
    }

    public void Dispose() => _answers.Dispose();

    /// <summary>A running period is compared with as much of the one before as has passed, which grows.</summary>
    private static bool ComparesWithElapsed(KpiQuery query) => query.Previous is not null && query.Period.ToMs > query.AsOf.ToUnixTimeMilliseconds();

    private static bool IsStill(Entry entry, FactSnapshot snapshot)
    {
        if (entry.SeenIn == snapshot)
            return true;
        if (!entry.Touched.IsSameIn(snapshot))
            return false;
        entry.SeenIn = snapshot;
        return true;
    }

    /// <param name="Step">When it was asked.</param>
    private sealed record Entry(byte[] Head, string? TagHash, object Settings, object Rules, long Step, DataTouched Touched)
    {
        private volatile FactSnapshot? _seenIn;

        /// <summary>The newest facts in which all that it was made of was found unchanged.</summary>
        public FactSnapshot? SeenIn
        {
            get => _seenIn;
            set => _seenIn = value;
        }
    }
}

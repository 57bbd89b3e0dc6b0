using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;
using KpiApi.Kpis.Memory;
using KpiApi.Kpis.Responses;
using KpiApi.Settings;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Options;

namespace KpiApi.Kpis.Caching;

/// <summary>
/// Answers given before, by the text of the question and what its caller may see. One is given again as long as the facts that it was made of, the settings and
/// the day are the same: new tickets do not spoil last year's numbers. What depends on the moment of asking is not kept.
/// </summary>
internal sealed class AnswerCache(
    FactWriter facts, FactFeed feed, CurrentSettings settings, StoreFreshness freshness, TimeProvider clock, IOptions<KpiOptions> options) : IDisposable
{
    /// <summary>Days begin at a multiple of this in every time zone of today, and named periods with them.</summary>
    private const long StepMs = 15 * 60_000;

    /// <summary>About what an entry takes besides its text and what it knows of the facts.</summary>
    private const int EntryBytes = 4096;

    private readonly ResizableCache _answers = new(MemoryShares.Least.Answers);

    /// <summary>About what the answers take.</summary>
    public long SizeBytes => _answers.SizeBytes;

    /// <summary>Bytes that they may take. Those that were not asked for the longest time go at once when it becomes less.</summary>
    public long MaxBytes
    {
        get => _answers.MaxBytes;
        set => _answers.MaxBytes = value;
    }

    /// <summary>What an answer depends on besides the facts; to be read before the facts are, so that none passes for an answer of later ones.</summary>
    public AnswerBasis Basis => new(settings.Current, feed.Rules);

    /// <summary>The answer to the same question, if it would be the same; null otherwise.</summary>
    public KpiResponse? Find(AnswerKey question)
    {
        // Answers are kept without the warning of then.
        if (freshness.IsStale || feed.IsDeriving || !_answers.TryGet<Entry>(question, out var entry) || entry is null)
            return null;
        var (snapshot, now) = (facts.Current, clock.GetUtcNow());
        if (!entry.Basis.IsSameAs(Basis) || entry.Step != now.ToUnixTimeMilliseconds() / StepMs || !entry.IsStillOf(snapshot))
            return null;
        return new KpiResponse(entry.Head, entry.TagHash, now, snapshot.Version) { Link = entry.Link };
    }

    /// <param name="question">What is answered alike while nothing changes.</param>
    /// <param name="basis">As it was before the question was read.</param>
    /// <param name="query">What it was understood as.</param>
    /// <param name="snapshot">The facts that it was answered from.</param>
    /// <param name="ofAllTime">The period reaches from the first fact to the last.</param>
    public void Keep(AnswerKey question, AnswerBasis basis, KpiQuery query, FactSnapshot snapshot, KpiResponse answer, bool ofAllTime)
    {
        if (!options.Value.FastWays || EntityTag.DependsOnNow(query) || ComparesWithElapsed(query) || DataTouched.Of(query, snapshot, ofAllTime) is not { } touched)
            return;
        var step = query.AsOf.ToUnixTimeMilliseconds() / StepMs;
        var entry = new Entry(answer, basis, step, touched, snapshot);
        _answers.Set(question, entry, answer.Head.Length + question.Query.Length * 2 + touched.SizeBytes + EntryBytes);
    }

    /// <summary>Gives all of them up.</summary>
    public void Clear() => _answers.Clear();

    public void Dispose() => _answers.Dispose();

    /// <summary>A running period is compared with as much of the one before as has passed, which grows.</summary>
    private static bool ComparesWithElapsed(KpiQuery query) => query.Previous is not null && query.Period.ToMs > query.AsOf.ToUnixTimeMilliseconds();

    /// <summary>Kept for long, so it must not keep the facts that it was made of.</summary>
    private sealed class Entry(KpiResponse answer, AnswerBasis basis, long step, DataTouched touched, FactSnapshot snapshot)
    {
        private volatile WeakReference<FactSnapshot> _validFor = new(snapshot);

        public byte[] Head { get; } = answer.Head;

        public string? TagHash { get; } = answer.TagHash;

        public string? Link { get; } = answer.Link;

        public AnswerBasis Basis => basis;

        /// <summary>When it was asked.</summary>
        public long Step => step;

        public bool IsStillOf(FactSnapshot current)
        {
            if (_validFor.TryGetTarget(out var seen) && seen == current)
                return true;
            if (!touched.IsSameIn(current))
                return false;
            _validFor = new WeakReference<FactSnapshot>(current);
            return true;
        }
    }
}

/// <summary>The settings and the rules of deriving that were in force.</summary>
internal readonly record struct AnswerBasis(object Settings, object Rules)
{
    /// <summary>Not equal, but the same: whoever changes one makes a new one.</summary>
    public bool IsSameAs(AnswerBasis other) => ReferenceEquals(Settings, other.Settings) && ReferenceEquals(Rules, other.Rules);
}

using System.Collections.Frozen;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;
using KpiApi.Hosting;
using KpiApi.Settings;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

/// <summary>
/// The one way from the store to the columns: owners touched → their timelines → facts → published.
/// At the start every owner counts as touched, and again, in the background, when the rules change. One thread at a time.
/// </summary>
internal sealed partial class FactFeed(
    TimelineReader timelines, ChangesReader changes, SnapshotFile file, StoreReadiness readiness, CurrentSettings settings, FactWriter facts,
    IOptions<KpiOptions> options, ILogger<FactFeed> logger) : IDisposable
{
    private const int ChunksALine = 16;

    private readonly WaitingTickets _waiting = new();
    private volatile DerivationRules _rules = DerivationRules.Default;
    private volatile Rederivation? _next;
    private volatile FeedState? _state;
    private TouchedOwners? _unpublished;
    private long _changed;
    private long _removed;

    /// <summary>The rules that the facts which queries see were derived by.</summary>
    public DerivationRules Rules => _rules;

    /// <summary>True while the rules have changed and queries still see the numbers of the old ones.</summary>
    public bool IsDeriving => _next is not null;

    /// <summary>All that is needed to go on from here; null until everything has been loaded.</summary>
    public FeedState? State { get => _state; private set => _state = value; }

    /// <summary>What the snapshot file held, or an empty store, which needs none; null when the file was of no use.</summary>
    public FeedPoint? Restored { get; private set; }

    /// <summary>Publishes everything there is: from the snapshot file and what has changed since, or all of it from the store.</summary>
    public void LoadAll()
    {
        _rules = settings.Current.Over(new DerivationRules { FcrWindowMs = options.Value.FcrWindowDays * 86_400_000L });
        if (file.TryRead(_rules, progress => readiness.Progress = progress) is { } kept) Restore(kept.Snapshot, kept.Note);
        else DeriveAll();
        State = Now();
        if (State.Snapshot.OwnerCount == 0) Restored = State.Point;
    }

    /// <summary>
    /// What a commit touched, read as of that commit: before the next one, and when no other is being published. If it is not published
    /// in the end, the next one makes up for it.
    /// </summary>
    public GatheredFacts Gather(TouchedOwners touched, long version)
    {
        if (_unpublished is { } earlier) touched.Add(earlier);
        _unpublished = touched;
        if (settings.Take(touched.Settings)) BeginDeriving();
        var sources = new List<FactSource>(touched.Tickets.Count + touched.Surveys.Count + touched.Others.Count);
        var toRead = AddNewTickets(touched, sources);
        foreach (var (id, survey) in touched.Surveys)
            sources.Add(survey is null ? FactSource.Gone(new(OwnerKind.Survey, id)) : FactSource.Of(new Timeline(null, [], [survey])));
        foreach (var (key, known) in touched.Others)
            sources.Add(known is null ? FactSource.Gone(key) : FactSource.Of(known));
        TakeUpBots(touched, toRead);
        foreach (var ids in toRead.Chunk(TimelineReader.ChunkSize))
            AddRead(ids, sources);
        return new(sources, version, touched.Erased);
    }

    /// <summary>Makes what was gathered visible; the next commit may be on its way meanwhile.</summary>
    public void Publish(GatheredFacts gathered)
    {
        _next?.Publish(gathered.Sources);
        _changed += gathered.Sources.Count;
        _removed += gathered.Sources.Count(source => source is { Timeline: null, Facts: null } && facts.Contains(source.Key));
        facts.Publish(gathered.Sources.ConvertAll(source => source.By(_rules)), gathered.Version);
        if (State is not null) State = Now();
        if (gathered.Erased) file.Forget();
        _unpublished = null;
    }

    /// <summary>Derives everything again by the settings of now, from the beginning; commits go on meanwhile.</summary>
    public void BeginDeriving()
    {
        _next?.Dispose();
        _next = new Rederivation(settings.Current.Over(_rules), timelines.ReadAll(), new FactWriter(options.Value.Ways));
        Log.Deriving(logger);
    }

    /// <summary>Derives one more chunk; false when none was left, and the new facts can take over.</summary>
    public bool DeriveNext() => _next!.DeriveNext();

    /// <summary>Queries see the numbers of the new rules from now on, under a version of their own, so that no cache takes them for the old ones.</summary>
    public void TakeOver(long version)
    {
        if (_unpublished is not null) Publish(Gather(new TouchedOwners(), facts.Current.Version));
        using var next = _next!;
        facts.TakeOver(next.Facts, version);
        (_rules, _next) = (next.Rules, null);
        State = Now();
        Log.Derived(logger, version);
    }

    public void Dispose() => _next?.Dispose();

    private FeedState Now() => new(facts.Current, _rules, _waiting.Current, _changed, _removed);

    private void Restore(FactSnapshot snapshot, SnapshotNote note)
    {
        facts.TakeOver(new FactWriter(snapshot), snapshot.Version);
        _rules = _rules with { Bots = note.Bots.ToFrozenSet(StringComparer.Ordinal) };
        foreach (var hash in note.WaitingHashes()) _waiting.Add(hash);
        Restored = Now().Point;
        var version = timelines.ReadVersion();
        foreach (var touched in version > snapshot.Version ? changes.ReadSince(snapshot.Version) : []) Publish(Gather(touched, snapshot.Version));
        facts.Publish([], version);
        Log.Restored(logger, _changed, version);
    }

    /// <summary>In chunks, so that memory beyond the columns stays flat.</summary>
    private void DeriveAll()
    {
        _rules = _rules with { Bots = timelines.ReadBots().ToFrozenSet(StringComparer.Ordinal) };
        foreach (var id in timelines.ReadMissingTickets()) _waiting.Add(id);
        var (loaded, of, chunks) = (0L, timelines.CountOwners(), 0);
        foreach (var chunk in ReadAhead.Of(timelines.ReadAll()))
        {
            facts.Publish([.. chunk.Select(source => source.By(_rules))], version: 0);
            loaded += chunk.Count;
            readiness.Progress = new(loaded, of, null);
            if (++chunks % ChunksALine == 0) Log.Progress(logger, loaded, of);
        }

        var version = timelines.ReadVersion();
        facts.Publish([], version);
        Log.Loaded(logger, loaded, version);
    }

    private HashSet<string> AddNewTickets(TouchedOwners touched, List<FactSource> sources)
    {
        var toRead = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, ticket) in touched.Tickets)
            if (ticket is null || _waiting.MayContain(id)) toRead.Add(id);
            else sources.Add(FactSource.Of(new Timeline(ticket, [], [])));
        return toRead;
    }

    private void AddRead(string[] ids, List<FactSource> sources)
    {
        var missing = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var timeline in timelines.Read(ids))
        {
            missing.Remove(timeline.Key.Id);
            sources.Add(FactSource.Of(timeline));
        }

        foreach (var id in missing)
        {
            _waiting.Add(id);
            sources.Add(FactSource.Gone(new(OwnerKind.Ticket, id)));
        }
    }

    private void TakeUpBots(TouchedOwners touched, HashSet<string> toRead)
    {
        var turned = touched.Agents.Where(agent => _rules.Bots.Contains(agent.Key) != agent.Value).Select(agent => agent.Key).ToList();
        if (turned.Count == 0) return;
        toRead.UnionWith(timelines.ReadTicketsOf(turned));
        var bots = _rules.Bots.Except(turned).Union(turned.Where(id => touched.Agents[id])).ToFrozenSet(StringComparer.Ordinal);
        _rules = _rules with { Bots = bots };
        if (_next is { } next) next.Rules = next.Rules with { Bots = bots };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Deriving facts: {Owners} of {All} tickets and other owners so far")]
        public static partial void Progress(ILogger logger, long owners, long all);

        [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Owners} tickets and other owners at version {Version}")]
        public static partial void Loaded(ILogger logger, long owners, long version);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Owners} tickets and other owners have changed since; the facts are of version {Version}")]
        public static partial void Restored(ILogger logger, long owners, long version);

        [LoggerMessage(Level = LogLevel.Information, Message = "The rules have changed; deriving all facts again")]
        public static partial void Deriving(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "The facts by the new rules are visible at version {Version}")]
        public static partial void Derived(ILogger logger, long version);
    }
}

/// <summary>All that a version of the store changed, ready to be derived.</summary>
internal sealed record GatheredFacts(List<FactSource> Sources, long Version, bool Erased);

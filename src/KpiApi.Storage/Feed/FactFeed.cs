using System.Collections.Frozen;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>
/// The one way from the store to the columns: owners touched → their timelines → facts → published. It follows the versions one by one:
/// what this process commits it knows, what others commit it reads. What a change of settings does is in FactFeed.Settings.cs.
/// One thread at a time.
/// </summary>
internal sealed partial class FactFeed(
    StoreQueries queries, LongTimelines longs, ColumnsFileCache file, StoreReadiness readiness, ISettings settings, FactWriter facts, FeedStatus status,
    DerivationRules defaults, ILogger<FactFeed> logger) : IDisposable
{
    private readonly Lazy<IdHash> _hash = new(queries.ReadHash, LazyThreadSafetyMode.PublicationOnly);
    private volatile DerivationRules _rules = DerivationRules.Default;
    private volatile FeedState? _state;
    private long _publishedVersion;
    private long _changed;
    private long _removed;

    private WaitingTickets Waiting => field ??= new(_hash.Value);

    /// <summary>The rules by which the visible facts were derived.</summary>
    public DerivationRules Rules => _rules;

    /// <summary>An account was erased: caches that may hold its data drop it.</summary>
    public event Action? Erased;

    /// <summary>Of what queries see.</summary>
    public long Version => facts.Current.Version;

    /// <summary>The state to resume from; null until everything is loaded.</summary>
    public FeedState? State { get => _state; private set => _state = value; }

    /// <summary>The point restored from the columns file, or of an empty store, which needs none; null when the file was not usable.</summary>
    public FeedPoint? Restored { get; private set; }

    /// <summary>
    /// What is to be made visible after a commit of this process: what it touched, and what others have committed before. To be read before
    /// the next commit, and when nothing else is being published. Null when all of it is visible. If it is not published in the end, the next
    /// one makes up for it.
    /// </summary>
    /// <param name="touched">All that it changed.</param>
    /// <param name="version">The version current when it ended.</param>
    /// <param name="session">That of the commit.</param>
    public GatheredFacts? Gather(TouchedOwners touched, long version, IWriteSession session)
    {
        status.ObserveVersion(version);
        longs.Observe(touched.LongTickets);
        if (version == _publishedVersion) return null;
        if (touched.IsEmpty || version != _publishedVersion + 1) return GatherOthers();
        if (!NeedsTheStore(touched)) return new(touched.Sources(FrozenSet<string>.Empty), version, touched.Erased, FrozenSet<string>.Empty);
        using var view = queries.OpenView(session);
        return Gather(view.Version == version ? touched : view.ReadChanges(_publishedVersion, ResolveTombstones), view);
    }

    /// <summary>Publishes what was gathered, possibly while the next commit is in progress.</summary>
    public void Publish(GatheredFacts gathered)
    {
        longs.Defer(gathered.Deferred, gathered.Version);
        Publish(gathered.Sources, gathered.Version, gathered.Erased);
        // A large array is collected late, and until then keeps what it refers to.
        gathered.Sources.Clear();
    }

    /// <summary>Publishes derived long timelines under a version that no query has seen.</summary>
    /// <param name="version">Of a commit that changed nothing.</param>
    public void PublishDerived(long version)
    {
        if (version == _publishedVersion + 1) Publish([], version, erased: false);
        else Follow();
    }

    /// <summary>Publishes what other processes have committed.</summary>
    public void Follow()
    {
        if (GatherOthers() is { } gathered) Publish(gathered);
    }

    /// <summary>Starts deriving the waiting long timelines, unless a round is in progress.</summary>
    public void DeriveLong() => longs.Begin(_rules);

    public void Dispose() => _rederivation?.Dispose();

    private FeedState Now() => new(facts.Current, _rules, Waiting.Current, _changed, _removed, [.. longs.Unpublished]);

    private GatheredFacts? GatherOthers()
    {
        var version = queries.ReadVersion();
        status.ObserveVersion(version);
        if (version == _publishedVersion) return null;
        using var view = queries.OpenView();
        return Gather(view.ReadChanges(_publishedVersion, ResolveTombstones), view);
    }

    private GatheredFacts Gather(TouchedOwners touched, StoreView view)
    {
        var sources = Sources(touched, view, out var toRead);
        // What is erased has to be gone at once.
        var deferred = touched.Erased ? FrozenSet<string>.Empty : (IReadOnlySet<string>)longs.ExtractFrom(toRead);
        foreach (var ids in toRead.Chunk(StoreQueries.ChunkSize))
            AddRead(ids, sources, view);
        return new(sources, view.Version, touched.Erased, deferred);
    }

    private bool NeedsTheStore(TouchedOwners touched) =>
        touched.Settings.Count > 0 || AgentsWithChangedBotFlag(touched).Any() || touched.Tickets.Any(ticket => ticket.Value is null || Waiting.MayContain(ticket.Key));

    /// <summary>Applies changed settings and bot flags, and collects the owners whose facts can be derived without another read.</summary>
    /// <param name="touched">All that has changed since what is visible.</param>
    /// <param name="view">The store at the version to make visible.</param>
    /// <param name="toRead">Tickets whose timelines are still to be read.</param>
    private List<FactSource> Sources(TouchedOwners touched, StoreView view, out HashSet<string> toRead)
    {
        if (SettingsChanged.In(touched, view) is { } change) Apply(change);
        toRead = touched.Tickets.Where(ticket => ticket.Value is null || Waiting.MayContain(ticket.Key)).Select(ticket => ticket.Key)
            .ToHashSet(StringComparer.Ordinal);
        var sources = touched.Sources(toRead);
        UpdateBots(touched, toRead, view);
        return sources;
    }

    private void Publish(List<FactSource> sources, long version, bool erased)
    {
        longs.MarkPublished(sources);
        sources.AddRange(longs.ExtractDerived());
        _rederivation?.Publish(sources);
        _changed += sources.Count;
        _removed += sources.Count(source => source is { Timeline: null, Facts: null } && facts.Contains(source.Key));
        if (_rederivation is { IsComplete: true }) Swap(version);
        else facts.Publish(sources, source => source.Key, source => source.By(_rules), version);
        _publishedVersion = version;
        if (State is not null) State = Now();
        if (erased)
        {
            file.Forget();
            longs.Forget();
            Erased?.Invoke();
        }

        longs.UpdateOldest();
        status.NotifyPublished();
        longs.Begin(_rules);
    }

    private void AddRead(string[] ids, List<FactSource> sources, StoreView view)
    {
        var missing = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var timeline in view.Reader.Timelines(ids))
        {
            missing.Remove(timeline.Key.Id);
            longs.Observe(timeline);
            sources.Add(FactSource.Of(timeline));
        }

        foreach (var id in missing)
        {
            Waiting.Add(id);
            sources.Add(FactSource.Gone(new(OwnerKind.Ticket, id)));
        }
    }

    /// <summary>Finds what tombstones stand for by hashing the ids of everything that the columns hold.</summary>
    private void ResolveTombstones(IReadOnlyList<Tombstone> tombstones, TouchedOwners touched)
    {
        var hash = _hash.Value;
        var wanted = tombstones.Select(stone => stone.Hash).Concat(tombstones.Select(stone => stone.TicketHash).OfType<long>()).ToHashSet();
        var ids = new Dictionary<long, string>();
        foreach (var owner in facts.FindOwners((kind, id) => wanted.Contains(hash.Of(KindOf(kind), id)))) ids[hash.Of(KindOf(owner.Kind), owner.Id)] = owner.Id;
        foreach (var bot in _rules.Bots) ids[hash.Of(RecordKind.Agent, bot)] = bot;
        foreach (var address in settings.Addresses) ids[hash.Of(RecordKind.Setting, address)] = address;
        foreach (var stone in tombstones)
            touched.Gone(stone.Kind, ids.GetValueOrDefault(stone.Hash), stone.TicketHash is { } ticket ? ids.GetValueOrDefault(ticket) : null);
    }

    private static RecordKind KindOf(OwnerKind kind) => kind switch
    {
        OwnerKind.Ticket => RecordKind.Ticket,
        OwnerKind.Survey => RecordKind.Survey,
        OwnerKind.Account => RecordKind.Account,
        OwnerKind.Shift => RecordKind.Shift,
        _ => RecordKind.Cost,
    };

    private IEnumerable<string> AgentsWithChangedBotFlag(TouchedOwners touched) =>
        touched.Agents.Where(agent => _rules.Bots.Contains(agent.Key) != agent.Value).Select(agent => agent.Key);

    private void UpdateBots(TouchedOwners touched, HashSet<string> toRead, StoreView view)
    {
        var turned = AgentsWithChangedBotFlag(touched).ToList();
        if (turned.Count == 0) return;
        toRead.UnionWith(view.Reader.TicketsOf(turned));
        var bots = _rules.Bots.Except(turned).Union(turned.Where(id => touched.Agents[id])).ToFrozenSet(StringComparer.Ordinal);
        _rules = _rules with { Bots = bots };
        if (_rederivation is { } next) next.Rules = next.Rules with { Bots = bots };
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

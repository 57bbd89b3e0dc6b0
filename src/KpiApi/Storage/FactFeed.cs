using System.Collections.Frozen;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;
using KpiApi.Hosting;
using KpiApi.Settings;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

/// <summary>
/// The one way from the store to the columns: owners touched → their timelines → facts → published. It follows the versions one by one:
/// what this process commits it knows, what others commit it reads. When the rules change, all is derived again in the background.
/// One thread at a time.
/// </summary>
internal sealed partial class FactFeed(
    TimelineReader timelines, CurrentSettings settings, FactWriter facts, IOptions<KpiOptions> options, ILogger<FactFeed> logger) : IDisposable
{
    private const int ChunksALine = 16;

    private readonly WaitingTickets _waiting = new();
    private volatile DerivationRules _rules = DerivationRules.Default;
    private volatile Rederivation? _next;
    private long _seen;

    /// <summary>The rules that the facts which queries see were derived by.</summary>
    public DerivationRules Rules => _rules;

    /// <summary>True while the rules have changed and queries still see the numbers of the old ones.</summary>
    public bool IsDeriving => _next is not null;

    /// <summary>Publishes everything there is, in chunks, so that memory beyond the columns stays flat.</summary>
    public void LoadAll()
    {
        // First: what is committed while the rest is read has a later version, and is read again.
        var version = timelines.ReadVersion();
        settings.Load(timelines.ReadSettings());
        var rules = settings.Current.Over(new DerivationRules
        {
            Bots = timelines.ReadBots().ToFrozenSet(StringComparer.Ordinal),
            FcrWindowMs = options.Value.FcrWindowDays * 86_400_000L,
        });
        var (loaded, chunks) = (0L, 0);
        foreach (var chunk in timelines.ReadAll())
        {
            facts.Publish([.. chunk.Select(source => source.By(rules))], version: 0);
            loaded += chunk.Count;
            if (++chunks % ChunksALine == 0) Log.Progress(logger, loaded);
        }

        StartFrom(version, rules);
        Log.Loaded(logger, loaded, _seen);
    }

    /// <summary>Follows the store from here on.</summary>
    /// <param name="version">The columns hold every owner as of this version, or later.</param>
    /// <param name="rules">By which their facts were derived.</param>
    public void StartFrom(long version, DerivationRules rules)
    {
        (_rules, _seen) = (rules, version);
        foreach (var id in timelines.ReadMissingTickets()) _waiting.Add(id);
        // Nobody looks yet: much is read beside those who write, and only the rest as of one moment.
        using (var loose = timelines.OpenLooseView()) Publish(loose.ReadChanges(_seen), loose, atOnce: false);
        using var view = timelines.OpenView();
        Publish(view.ReadChanges(_seen), view, atOnce: false);
    }

    /// <summary>Makes a commit of this process visible, and with it what others have committed before.</summary>
    /// <param name="touched">All that it changed.</param>
    /// <param name="version">The version current when it ended.</param>
    public void Publish(TouchedOwners touched, long version)
    {
        if (version == _seen) return;
        if (touched.IsEmpty || version != _seen + 1)
        {
            Follow();
            return;
        }

        if (!NeedsTheStore(touched))
        {
            Show(touched.Sources(FrozenSet<string>.Empty), version);
            return;
        }

        using var view = timelines.OpenView();
        Publish(view.Version == version ? touched : view.ReadChanges(_seen), view);
    }

    /// <summary>Makes visible what other processes have committed.</summary>
    public void Follow()
    {
        if (timelines.ReadVersion() == _seen) return;
        using var view = timelines.OpenView();
        Publish(view.ReadChanges(_seen), view);
    }

    /// <summary>Derives everything again by the settings of now, from the beginning; commits go on meanwhile.</summary>
    public void BeginDeriving()
    {
        _next?.Dispose();
        _next = new Rederivation(settings.Current.Over(_rules), timelines.ReadAll());
        Log.Deriving(logger);
    }

    /// <summary>Derives one more chunk; false when none was left, and the new facts can take over.</summary>
    public bool DeriveNext() => _next!.DeriveNext();

    /// <summary>
    /// Queries see the numbers of the new rules from now on, under a version that no facts of the old ones have been seen with, so that no
    /// cache takes them for the old ones.
    /// </summary>
    /// <param name="version">Of a commit that changed nothing.</param>
    public void TakeOver(long version)
    {
        var next = _next!;
        next.IsWhole = true;
        if (version == _seen + 1) Show([], version);
        else Follow();
        if (_next is null) Log.Derived(logger, _seen);
    }

    public void Dispose() => _next?.Dispose();

    private bool NeedsTheStore(TouchedOwners touched) =>
        touched.Settings.Count > 0 || Turned(touched).Any() || touched.Tickets.Any(ticket => ticket.Value is null || _waiting.MayContain(ticket.Key));

    /// <param name="touched">All that has changed since what is visible.</param>
    /// <param name="view">The store at the version to make visible.</param>
    /// <param name="atOnce">False while nobody looks: then in chunks, so that memory stays flat.</param>
    private void Publish(TouchedOwners touched, StoreView view, bool atOnce = true)
    {
        if (touched.Settings.Count > 0 && settings.Take(view.Reader.Settings(), touched.Settings.Keys)) BeginDeriving();
        var toRead = touched.Tickets.Where(ticket => ticket.Value is null || _waiting.MayContain(ticket.Key)).Select(ticket => ticket.Key)
            .ToHashSet(StringComparer.Ordinal);
        var sources = touched.Sources(toRead);
        TakeUpBots(touched, toRead, view);
        foreach (var ids in toRead.Chunk(TimelineReader.ChunkSize))
        {
            AddRead(ids, sources, view);
            if (atOnce) continue;
            Show(sources, _seen);
            sources.Clear();
        }

        Show(sources, view.Version);
    }

    private void Show(List<FactSource> sources, long version)
    {
        var next = _next;
        next?.Publish(sources);
        if (next is { IsWhole: true })
        {
            facts.TakeOver(next.Facts, version);
            (_rules, _next) = (next.Rules, null);
            next.Dispose();
        }
        else
        {
            facts.Publish([.. sources.Select(source => source.By(_rules))], version);
        }

        _seen = version;
    }

    private void AddRead(string[] ids, List<FactSource> sources, StoreView view)
    {
        var missing = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var timeline in view.Reader.Timelines(ids))
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

    private IEnumerable<string> Turned(TouchedOwners touched) =>
        touched.Agents.Where(agent => _rules.Bots.Contains(agent.Key) != agent.Value).Select(agent => agent.Key);

    private void TakeUpBots(TouchedOwners touched, HashSet<string> toRead, StoreView view)
    {
        var turned = Turned(touched).ToList();
        if (turned.Count == 0) return;
        toRead.UnionWith(view.Reader.TicketsOf(turned));
        var bots = _rules.Bots.Except(turned).Union(turned.Where(id => touched.Agents[id])).ToFrozenSet(StringComparer.Ordinal);
        _rules = _rules with { Bots = bots };
        if (_next is { } next) next.Rules = next.Rules with { Bots = bots };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Loading facts: {Owners} tickets and other owners so far")]
        public static partial void Progress(ILogger logger, long owners);

        [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Owners} tickets and other owners at version {Version}")]
        public static partial void Loaded(ILogger logger, long owners, long version);

        [LoggerMessage(Level = LogLevel.Information, Message = "The rules have changed; deriving all facts again")]
        public static partial void Deriving(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "The facts by the new rules are visible at version {Version}")]
        public static partial void Derived(ILogger logger, long version);
    }
}

using System.Collections.Frozen;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;

namespace KpiApi.Storage;

/// <summary>
/// The one way from the store to the columns: owners touched → their timelines → facts → published.
/// At the start every owner counts as touched. One thread at a time.
/// </summary>
internal sealed partial class FactFeed(TimelineReader timelines, FactWriter facts, ILogger<FactFeed> logger)
{
    private readonly WaitingTickets _waiting = new();
    private DerivationRules _rules = DerivationRules.Default;
    private TouchedOwners? _unpublished;

    /// <summary>Publishes everything there is, in chunks, so that memory beyond the columns stays flat.</summary>
    public void LoadAll()
    {
        _rules = _rules with { Bots = timelines.ReadBots().ToFrozenSet(StringComparer.Ordinal) };
        foreach (var id in timelines.ReadMissingTickets()) _waiting.Add(id);
        var loaded = 0L;
        foreach (var chunk in timelines.ReadAll())
        {
            facts.Publish([.. chunk.Select(Derive)], version: 0);
            loaded += chunk.Count;
            if (loaded % (16 * TimelineReader.ChunkSize) < chunk.Count) Log.Progress(logger, loaded);
        }

        var version = timelines.ReadVersion();
        facts.Publish([], version);
        Log.Loaded(logger, loaded, version);
    }

    /// <summary>Makes a commit visible. If it fails, the next one makes up for it.</summary>
    public void Publish(TouchedOwners touched, long version)
    {
        if (_unpublished is { } earlier) touched.Add(earlier);
        _unpublished = touched;
        var changes = new List<FactChange>(touched.Tickets.Count + touched.Surveys.Count);
        var toRead = AddNewTickets(touched, changes);
        foreach (var (id, survey) in touched.Surveys)
            AddSurvey(id, survey, changes);
        TakeUpBots(touched, toRead);
        foreach (var ids in toRead.Chunk(TimelineReader.ChunkSize))
            AddRead(ids, changes);
        facts.Publish(changes, version);
        _unpublished = null;
    }

    private HashSet<string> AddNewTickets(TouchedOwners touched, List<FactChange> changes)
    {
        var toRead = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, ticket) in touched.Tickets)
            if (ticket is null || _waiting.MayContain(id)) toRead.Add(id);
            else changes.Add(Derive(new Timeline(ticket, [], [])));
        return toRead;
    }

    private void AddSurvey(string id, Survey? survey, List<FactChange> changes)
    {
        if (survey is not null) changes.Add(Derive(new Timeline(null, [], [survey])));
        else AddRemoved(new OwnerKey(OwnerKind.Survey, id), changes);
    }

    private void AddRead(string[] ids, List<FactChange> changes)
    {
        var missing = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var timeline in timelines.Read(ids))
        {
            missing.Remove(timeline.Key.Id);
            changes.Add(Derive(timeline));
        }

        foreach (var id in missing)
        {
            _waiting.Add(id);
            AddRemoved(new OwnerKey(OwnerKind.Ticket, id), changes);
        }
    }

    private void AddRemoved(OwnerKey key, List<FactChange> changes)
    {
        if (facts.Contains(key)) changes.Add(new(key, null));
    }

    private void TakeUpBots(TouchedOwners touched, HashSet<string> toRead)
    {
        var turned = touched.Agents.Where(agent => _rules.Bots.Contains(agent.Key) != agent.Value).Select(agent => agent.Key).ToList();
        if (turned.Count == 0) return;
        toRead.UnionWith(timelines.ReadTicketsOf(turned));
        _rules = _rules with { Bots = _rules.Bots.Except(turned).Union(turned.Where(id => touched.Agents[id])).ToFrozenSet(StringComparer.Ordinal) };
    }

    private FactChange Derive(Timeline timeline) => new(timeline.Key, FactDerivation.Derive(timeline, _rules));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Loading facts: {Owners} tickets and surveys so far")]
        public static partial void Progress(ILogger logger, long owners);

        [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Owners} tickets and surveys at version {Version}")]
        public static partial void Loaded(ILogger logger, long owners, long version);
    }
}

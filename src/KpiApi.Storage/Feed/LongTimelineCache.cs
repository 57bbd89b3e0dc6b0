using KpiApi.Engine.Model;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>
/// Long timelines as they were last read, so that each further event of such a ticket costs reading what has changed since, and not tens of
/// thousands of rows: as objects they would live just long enough for the collector to move them all, while everybody waits.
/// </summary>
internal sealed class LongTimelineCache(StoreQueries queries)
{
    /// <summary>Of all of them: about 35 MB.</summary>
    internal const int MaxEvents = 200_000;

    private readonly Lazy<IdHash> _hash = new(queries.ReadHash, LazyThreadSafetyMode.PublicationOnly);
    private readonly Lock _lock = new();

    /// <summary>The one that was read last comes last.</summary>
    private readonly OrderedDictionary<string, CachedEvents> _cached = new(StringComparer.Ordinal);
    private long _clears;

    /// <summary>The ticket's timeline, with everything of a version and some of later ones; null when it is not there.</summary>
    /// <param name="version">Committed, and not earlier than that of the last call.</param>
    public Timeline? Read(string ticket, long version)
    {
        CachedEvents? known;
        long clears;
        lock (_lock) (known, clears) = (_cached.GetValueOrDefault(ticket), _clears);
        var timeline = known is not null && UpToDate(ticket, known) is { } events ? queries.Read(ticket, events) : queries.Read([ticket]).SingleOrDefault();
        lock (_lock)
        {
            _cached.Remove(ticket);
            if (timeline is not null && clears == _clears) Add(ticket, new(version, timeline.Events));
        }

        return timeline;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _clears++;
            _cached.Clear();
        }
    }

    private void Add(string ticket, CachedEvents read)
    {
        if (read.Events.Count is < LongTimelines.FromEvents or > MaxEvents) return;
        var room = MaxEvents - read.Events.Count;
        while (_cached.Values.Sum(cached => cached.Events.Count) > room) _cached.RemoveAt(0);
        _cached.Add(ticket, read);
    }

    /// <summary>Null when that costs more than reading all of them, or cannot be told: where any are gone.</summary>
    private List<TicketEvent>? UpToDate(string ticket, CachedEvents known)
    {
        if (queries.ReadEventChanges(known.Version) is not var (changed, tombstones)) return null;
        var hash = _hash.Value.Of(RecordKind.Ticket, ticket);
        if (tombstones.Exists(stone => stone.TicketHash == hash || (stone.Kind == RecordKind.Ticket && stone.Hash == hash))) return null;
        changed.RemoveAll(row => row.Ticket != ticket);
        var ids = changed.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var events = new List<TicketEvent>(known.Events.Count + changed.Count);
        foreach (var row in known.Events)
            if (!ids.Contains(row.Id)) events.Add(row);
        events.AddRange(changed);
        return events;
    }

    /// <param name="Version">Of which it has everything.</param>
    private sealed record CachedEvents(long Version, IReadOnlyList<TicketEvent> Events);
}

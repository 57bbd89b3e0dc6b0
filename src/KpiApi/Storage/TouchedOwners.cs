using KpiApi.Engine.Facts;

namespace KpiApi.Storage;

/// <summary>
/// What a group of writes touched, and so has to be derived again and published.
/// </summary>
internal sealed class TouchedOwners
{
    /// <summary>Tickets by id. A row is there only if it is all that this group knows of a ticket that is new; null = read the timeline.</summary>
    public Dictionary<string, Ticket?> Tickets { get; } = new(StringComparer.Ordinal);

    /// <summary>Surveys that stand alone, by id; null = does so no longer.</summary>
    public Dictionary<string, Survey?> Surveys { get; } = new(StringComparer.Ordinal);

    /// <summary>Agents by id: whether they are bots now.</summary>
    public Dictionary<string, bool> Agents { get; } = new(StringComparer.Ordinal);

    /// <summary>Owners whose facts need no timeline, with their facts; null = removed.</summary>
    public Dictionary<OwnerKey, OwnerFacts?> Others { get; } = [];

    /// <summary>Settings by where they are found, with their bodies; null = removed.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody's data are to be found nowhere any more, in no file beside the store either.</summary>
    public bool Erased { get; set; }

    public void Ticket(in Change<Ticket> change)
    {
        var known = Tickets.TryGetValue(change.Id, out var before);
        var isNew = known ? before is not null : change.Outcome == Outcome.Created;
        Tickets[change.Id] = isNew ? change.Row : null;
    }

    public void Event(in Change<TicketEvent> change)
    {
        if (change.Row is { } row) Read(row.Ticket);
        if (change.PreviousOwner is { } before) Read(before);
    }

    public void Survey(in Change<Survey> change)
    {
        if (change.Row?.Ticket is { } ticket) Read(ticket);
        if (change.PreviousOwner is { } before) Read(before);
        if (change.Row is { Ticket: null }) Surveys[change.Id] = change.Row;
        else if (change.Outcome != Outcome.Created || Surveys.ContainsKey(change.Id)) Surveys[change.Id] = null;
    }

    public void Agent(in Change<Agent> change) => Agents[change.Id] = change.Row is { Bot: true };

    public void Facts(OwnerKey key, OwnerFacts? facts) => Others[key] = facts;

    /// <summary>Takes up what an earlier group touched and could not publish.</summary>
    public void Add(TouchedOwners earlier)
    {
        Erased |= earlier.Erased;
        foreach (var id in earlier.Tickets.Keys) Read(id);
        foreach (var (id, survey) in earlier.Surveys) Surveys.TryAdd(id, survey);
        foreach (var (id, bot) in earlier.Agents) Agents.TryAdd(id, bot);
        foreach (var (key, facts) in earlier.Others) Others.TryAdd(key, facts);
        foreach (var (id, body) in earlier.Settings) Settings.TryAdd(id, body);
    }

    private void Read(string ticket) => Tickets[ticket] = null;
}

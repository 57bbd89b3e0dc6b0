using System.Runtime.InteropServices;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>What writes touched, and so has to be derived again and published.</summary>
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

    /// <summary>The versions in which settings have changed, where they were read from the store.</summary>
    public HashSet<long> SettingVersions { get; } = [];

    /// <summary>Tickets with so many events that deriving their facts takes a while, as far as the writes have found any.</summary>
    public HashSet<string> LongTickets { get; } = new(StringComparer.Ordinal);

    /// <summary>A row belongs to another ticket than before: who wrote it has touched a ticket that it does not name.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>Somebody's data are to be found nowhere any more, in no file beside the store either.</summary>
    public bool Erased { get; set; }
    public bool IsEmpty => Tickets.Count + Surveys.Count + Agents.Count + Others.Count + Settings.Count == 0;

    /// <summary>Room for what is about to be told, so that it need not grow step by step.</summary>
    public void Expect(RecordKind kind, int rows)
    {
        if (kind == RecordKind.Ticket) Tickets.EnsureCapacity(Tickets.Count + rows);
    }

    public void Ticket(in Change<Ticket> change)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(Tickets, change.Id, out var known);
        var isNew = known ? row is not null : change.Outcome == Outcome.Created;
        row = isNew ? change.Row : null;
    }

    public void Event(in Change<TicketEvent> change)
    {
        if (change.Row is { } row) Read(row.Ticket);
        ReadPrevious(change.PreviousOwner, change.Row?.Ticket);
    }

    public void Survey(in Change<Survey> change)
    {
        if (change.Row?.Ticket is { } ticket) Read(ticket);
        ReadPrevious(change.PreviousOwner, change.Row?.Ticket);
        if (change.Row is { Ticket: null }) Surveys[change.Id] = change.Row;
        else if (change.Outcome != Outcome.Created || Surveys.ContainsKey(change.Id)) Surveys[change.Id] = null;
    }

    public void Agent(in Change<Agent> change) => Agents[change.Id] = change.Row is { Bot: true };

    public void Facts(OwnerKey key, OwnerFacts? facts) => Others[key] = facts;

    /// <summary>A row is no longer where it was; it may be elsewhere.</summary>
    /// <param name="id">Null when nothing of it was known.</param>
    /// <param name="ticket">That it belonged to; null for none, or one of which nothing was known.</param>
    public void Gone(RecordKind kind, string? id, string? ticket)
    {
        if (ticket is not null) Read(ticket);
        // An account is removed by erasing it.
        Erased |= kind == RecordKind.Account;
        if (id is null) return;
        switch (kind)
        {
            case RecordKind.Ticket: Read(id); break;
            case RecordKind.Survey: Surveys[id] = null; break;
            case RecordKind.Agent: Agents[id] = false; break;
            case RecordKind.Account: Others[new(OwnerKind.Account, id)] = null; break;
            case RecordKind.Shift: Others[new(OwnerKind.Shift, id)] = null; break;
            case RecordKind.Cost: Others[new(OwnerKind.Cost, id)] = null; break;
            case RecordKind.Setting: Settings[id] = null; break;
        }
    }

    /// <summary>A ticket whose timeline has to be read.</summary>
    public void Read(string ticket) => Tickets[ticket] = null;

    private void ReadPrevious(string? before, string? now)
    {
        if (before is null) return;
        HasMoved |= before != now;
        Read(before);
    }

    /// <summary>Lets go of the rows once their facts can be had: a large table is collected late, and until then keeps what it refers to.</summary>
    public void Forget()
    {
        Tickets.Clear();
        Surveys.Clear();
        Others.Clear();
    }

    /// <summary>Those whose facts can be had without a look into the store.</summary>
    /// <param name="toRead">Tickets that need one; those without a row do anyway.</param>
    public List<FactSource> Sources(IReadOnlySet<string> toRead)
    {
        var sources = new List<FactSource>(Tickets.Count + Surveys.Count + Others.Count);
        foreach (var (id, ticket) in Tickets)
            if (ticket is not null && !toRead.Contains(id)) sources.Add(FactSource.Of(new Timeline(ticket, [], [])));
        foreach (var (id, survey) in Surveys)
            sources.Add(survey is null ? FactSource.Gone(new(OwnerKind.Survey, id)) : FactSource.Of(new Timeline(null, [], [survey])));
        foreach (var (key, known) in Others)
            sources.Add(known is null ? FactSource.Gone(key) : FactSource.Of(known));
        return sources;
    }
}

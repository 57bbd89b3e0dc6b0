namespace KpiApi.Engine.Facts;

/// <summary>The one pure function from what came in to what is counted (metrics.md, section 2).</summary>
public static class FactDerivation
{
    /// <summary>Null when nothing of the timeline counts: the ticket is merged, spam or deleted.</summary>
    public static OwnerFacts? Derive(Timeline timeline, DerivationRules rules)
    {
        if (timeline.Ticket is not { } ticket)
        {
            return new OwnerFacts { Key = timeline.Key, Surveys = [.. timeline.Surveys.Select(s => SurveyDerivation.Derive(s, null, []))] };
        }

        var events = Ordered(timeline.Events);
        var status = ticket.Status ?? LastStatus(events);
        if (status is TicketStatus.Merged or TicketStatus.Spam or TicketStatus.Deleted)
        {
            return null;
        }

        var work = Array.FindAll(events, e => IsByAgent(e, rules));
        var current = new CurrentValues(ticket, events);
        var history = StatusHistory.Of(ticket, events, current.Agent);
        var response = FirstResponse(ticket, work, current.Agent);
        var facts = new TicketFacts(
            ticket.CreatedAtMs, current.Agent, current.Team, ticket.Channel, ticket.Reason, current.Priority, ticket.Account,
            status ?? (history.IsOpen ? TicketStatus.New : TicketStatus.Solved),
            response.AtMs, response.Agent, HandleMs(ticket, work));
        return new OwnerFacts
        {
            Key = timeline.Key,
            Ticket = facts,
            Resolutions = history.Resolutions,
            Reopens = history.Reopens,
            OpenIntervals = history.OpenIntervals,
            Activities = work.Length == 0 ? [] : Array.ConvertAll(work, e => new Activity(e.AtMs, e.Type, e.Agent, e.DurationMs)),
            Surveys = timeline.Surveys.Count == 0 ? [] : [.. timeline.Surveys.Select(s => SurveyDerivation.Derive(s, facts, events))],
        };
    }

    /// <summary>By time; events at one instant by id.</summary>
    private static TicketEvent[] Ordered(IReadOnlyList<TicketEvent> events)
    {
        if (events.Count == 0)
            return [];
        var ordered = events.ToArray();
        Array.Sort(ordered, static (a, b) => a.AtMs != b.AtMs ? a.AtMs.CompareTo(b.AtMs) : string.CompareOrdinal(a.Id, b.Id));
        return ordered;
    }

    /// <summary>A bot that works under an agent's id is still a bot.</summary>
    private static bool IsByAgent(TicketEvent e, DerivationRules rules) =>
        e.Actor == Actor.Agent && (e.Agent is null || !rules.Bots.Contains(e.Agent));

    private static TicketStatus? LastStatus(TicketEvent[] events) =>
        Array.FindLast(events, e => e.Type == EventTypes.Status && e.To is not null) is { To: { } to } ? StatusNames.Parse(to) : null;

    /// <summary>
    /// The first public answer by a human agent at or after creation. An agent who opened the ticket did so with a message of their own,
    /// which answers nobody, so there the second one counts. The stated time wins; the agent is then still the one of the events.
    /// </summary>
    private static (long? AtMs, string? Agent) FirstResponse(Ticket ticket, TicketEvent[] work, string? assignee)
    {
        var openings = ticket.CreatedBy == CreatedBy.Agent ? 1 : 0;
        var answer = work.Where(e => e.Public && EventTypes.IsAnswer(e.Type) && e.AtMs >= ticket.CreatedAtMs).Skip(openings).FirstOrDefault();
        var atMs = ticket.FirstResponseAtMs ?? answer?.AtMs;
        return (atMs, atMs is null ? null : answer?.Agent ?? assignee);
    }

    private static long? HandleMs(Ticket ticket, TicketEvent[] work)
    {
        if (ticket.HandleMs is { } stated)
            return stated;
        return Array.Exists(work, e => e.DurationMs is not null) ? work.Sum(e => e.DurationMs ?? 0) : null;
    }
}

using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>The SLA targets of a ticket, and when each was met or missed.</summary>
internal static class SlaDerivation
{
    /// <summary>The first policy whose conditions hold for the ticket as it was created, or null.</summary>
    public static SlaPolicy? Policy(Ticket ticket, TicketEvent[] events, CurrentValues current, DerivationRules rules) =>
        rules.Policies.Count == 0 ? null : FirstThatHolds(ticket, events, current, rules);

    private static SlaPolicy? FirstThatHolds(Ticket ticket, TicketEvent[] events, CurrentValues current, DerivationRules rules)
    {
        var priority = AtCreation(events, EventTypes.Priority, current.Priority);
        var team = AtCreation(events, EventTypes.Team, current.Team);
        return rules.Policies.FirstOrDefault(p =>
            Holds(p.Priorities, priority) && Holds(p.Teams, team) && Holds(p.Channels, ticket.Channel) && Holds(p.Reasons, ticket.Reason));
    }

    /// <param name="policy">Of the ticket.</param>
    /// <param name="facts">Its first response.</param>
    /// <param name="history">Its resolutions.</param>
    /// <param name="times">Its open time by status, and its customer's waits.</param>
    public static IReadOnlyList<SlaClock> Clocks(SlaPolicy policy, TicketFacts facts, StatusHistory history, (StatusInterval[] Statuses, List<ReplyWait> Waits) times, DerivationRules rules)
    {
        var (clocks, statuses) = (new List<SlaClock>(), times.Statuses);
        var calendar = policy.Calendar is { } id ? rules.Calendars.GetValueOrDefault(id) : null;
        var resolution = history.Resolutions.Length > 0 ? history.Resolutions[0] : (Resolution?)null;
        var resolvedMs = resolution?.AtMs;
        if (policy.FirstResponseMs is { } toRespond)
        {
            // The first resolution stops the clocks for good: nobody is owed a first answer after it.
            var isAnswered = facts.FirstResponseAtMs <= (resolvedMs ?? long.MaxValue);
            var stopMs = isAnswered ? facts.FirstResponseAtMs : resolvedMs;
            Add(clocks, SlaTarget.FirstResponse, Due(statuses, (facts.CreatedAtMs, toRespond), policy, calendar), stopMs, facts.Responder ?? facts.Agent);
        }
        if (policy.ResolutionMs is { } toResolve)
            Add(clocks, SlaTarget.Resolution, Due(statuses, (facts.CreatedAtMs, toResolve), policy, calendar), resolvedMs, resolution is null ? facts.Agent : resolution.Value.Resolver);
        if (policy.NextReplyMs is { } toReply)
        {
            foreach (var wait in times.Waits.Where(w => !w.IsFirst))
                Add(clocks, SlaTarget.NextReply, Due(statuses, (wait.FromMs, toReply), policy, calendar), wait.ToMs, wait.Agent ?? facts.Agent);
        }
        return clocks;
    }

    /// <summary>Stopping exactly at the due time meets the target. Paused, or due beyond the calendar's end: neither met nor missed.</summary>
    private static void Add(List<SlaClock> clocks, SlaTarget target, long? dueMs, long? stopMs, string? agent)
    {
        if (stopMs is { } stop && stop <= (dueMs ?? long.MaxValue))
            clocks.Add(new SlaClock(target, true, stop, agent));
        else if (dueMs is { } due)
            clocks.Add(new SlaClock(target, false, due, agent));
    }

    /// <summary>
    /// The instant at which the time promised has run, leaving out paused statuses, the hours outside the calendar and the time before a reopen; null
    /// when the next resolution came before it.
    /// </summary>
    private static long? Due(StatusInterval[] statuses, (long FromMs, long TargetMs) promise, SlaPolicy policy, BusinessCalendar? calendar)
    {
        var left = promise.TargetMs;
        var first = Math.Max(0, Instants.FirstAfter(promise.FromMs, statuses, p => p.FromMs) - 1);
        foreach (var part in statuses.AsSpan(first))
        {
            if (part.ToMs <= promise.FromMs && promise.FromMs > statuses[0].FromMs)
                continue;
            var from = Math.Max(part.FromMs, promise.FromMs);
            if (!policy.PauseOn.Contains(part.Status))
            {
                var due = calendar is null ? from + left : calendar.After(from, left);
                if (due <= (part.ToMs ?? long.MaxValue))
                    return due;
                if (part.ToMs is { } to)
                    left -= calendar?.Between(from, to) ?? to - from;
            }
            if (part.Edges is IntervalEdges.Closes or IntervalEdges.Both)
                break;
        }
        return null;
    }

    /// <summary>The value before the first event that changed it, else today's.</summary>
    private static string? AtCreation(TicketEvent[] events, string type, string? current) =>
        Array.Find(events, e => e.Type == type) is { From: { } from } ? from : current;

    private static bool Holds(IReadOnlyList<string>? allowed, string? value) => allowed is null || (value is not null && allowed.Contains(value));
}

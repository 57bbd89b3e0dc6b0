using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>The SLA targets of a ticket, and when each was met or missed.</summary>
internal static class SlaDerivation
{
    /// <summary>The first policy whose conditions hold for the ticket as it was created, or null.</summary>
    public static SlaPolicy? Policy(Ticket ticket, TicketEvent[] events, CurrentValues current, DerivationRules rules)
    {
        if (rules.Policies.Count == 0)
            return null;
        var priority = AtCreation(events, EventTypes.Priority, current.Priority);
        var team = AtCreation(events, EventTypes.Team, current.Team);
        return rules.Policies.FirstOrDefault(p =>
            Holds(p.Priorities, priority) && Holds(p.Teams, team) && Holds(p.Channels, ticket.Channel) && Holds(p.Reasons, ticket.Reason));
    }

    /// <param name="policy">Of the ticket.</param>
    /// <param name="facts">Its first response.</param>
    /// <param name="history">Its resolutions.</param>
    /// <param name="pieces">Its open time by status.</param>
    public static List<SlaClock> Clocks(SlaPolicy policy, TicketFacts facts, StatusHistory history, List<OpenPiece> pieces, DerivationRules rules)
    {
        var clocks = new List<SlaClock>();
        var calendar = policy.Calendar is { } id ? rules.Calendars.GetValueOrDefault(id) : null;
        var resolution = history.Resolutions.Count > 0 ? history.Resolutions[0] : (Resolution?)null;
        var resolvedMs = resolution?.AtMs;
        if (policy.FirstResponseMs is { } toRespond)
        {
            // The first resolution stops the clocks for good: nobody is owed a first answer after it.
            var isAnswered = facts.FirstResponseAtMs <= (resolvedMs ?? long.MaxValue);
            var stopMs = isAnswered ? facts.FirstResponseAtMs : resolvedMs;
            Add(clocks, SlaTarget.FirstResponse, Due(pieces, toRespond, policy, calendar), stopMs, facts.Responder ?? facts.Agent);
        }
        if (policy.ResolutionMs is { } toResolve)
            Add(clocks, SlaTarget.Resolution, Due(pieces, toResolve, policy, calendar), resolvedMs, resolution is null ? facts.Agent : resolution.Value.Resolver);
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
    /// The instant at which the time promised has run, leaving out paused statuses and the hours outside the calendar; null when the
    /// first resolution came before it.
    /// </summary>
    private static long? Due(List<OpenPiece> pieces, long targetMs, SlaPolicy policy, BusinessCalendar? calendar)
    {
        var left = targetMs;
        foreach (var piece in pieces)
        {
            if (!policy.PauseOn.Contains(piece.Status))
            {
                var due = calendar is null ? piece.FromMs + left : calendar.After(piece.FromMs, left);
                if (due <= (piece.ToMs ?? long.MaxValue))
                    return due;
                if (piece.ToMs is { } to)
                    left -= calendar?.Between(piece.FromMs, to) ?? to - piece.FromMs;
            }
            if (piece.Edges is PieceEdges.Closes or PieceEdges.Both)
                break;
        }
        return null;
    }

    /// <summary>The value before the first event that changed it, else today's.</summary>
    private static string? AtCreation(TicketEvent[] events, string type, string? current) =>
        Array.Find(events, e => e.Type == type) is { From: { } from } ? from : current;

    private static bool Holds(IReadOnlyList<string>? allowed, string? value) => allowed is null || (value is not null && allowed.Contains(value));
}

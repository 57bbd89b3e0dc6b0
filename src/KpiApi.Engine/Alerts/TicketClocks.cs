using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Alerts;

/// <summary>What of a ticket comes true by time alone, from its facts or from the columns: the same of both.</summary>
/// <param name="OpenSinceMs">Since when the ticket, open now, has been so; null when it is not open.</param>
/// <param name="IsAnswered">It has a first response.</param>
/// <param name="Wait">The reply wait that runs while it is open; null when none does.</param>
/// <param name="Unmet">SLA clocks that are not met, by their due time: those that run are due in the future.</param>
public readonly record struct TicketClocks(long? OpenSinceMs, bool IsAnswered, RunningWait? Wait, IReadOnlyList<UnmetClock> Unmet)
{
    public static TicketClocks Of(OwnerFacts facts)
    {
        var open = facts.OpenIntervals.Count > 0 && facts.OpenIntervals[^1] is { ToMs: null } interval ? interval.FromMs : (long?)null;
        var wait = facts.ReplyWaits.Count > 0 && facts.ReplyWaits[^1] is { ToMs: null, OpenFromMs: { } openFrom } running ? new RunningWait(running.FromMs, openFrom) : (RunningWait?)null;
        return new(open, facts.Ticket?.FirstResponseAtMs is not null, wait, [.. facts.SlaClocks.Where(clock => !clock.Met).Select(clock => new UnmetClock(clock.Target, clock.AtMs))]);
    }
}

/// <param name="FromMs">The customer's message.</param>
/// <param name="OpenFromMs">From when on the ticket is open with it.</param>
public readonly record struct RunningWait(long FromMs, long OpenFromMs);

/// <param name="DueMs">When it was due and not met, or is due if nothing happens.</param>
public readonly record struct UnmetClock(SlaTarget Target, long DueMs);

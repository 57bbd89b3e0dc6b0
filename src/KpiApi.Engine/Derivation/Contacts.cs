using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>The effort a ticket took: first contact resolution, replies, activities.</summary>
internal static class Contacts
{
    /// <summary>
    /// Resolved with at most one answer, and no reopen within the window that an agent answered before the next solve. A "thanks" that
    /// reopens a ticket, solved again without an answer, does not spoil it. A ticket solved without any answer counts.
    /// </summary>
    public static bool? FirstContact(Ticket ticket, TicketEvent[] answers, StatusHistory history, long windowMs)
    {
        if (history.Resolutions.Length == 0)
            return null;
        var firstMs = history.Resolutions[0].AtMs;
        var toFirst = answers.Length == 0 ? ticket.Replies ?? 0 : Until(firstMs, answers);
        if (toFirst > 1 || (history.Reopens.Length == 0 && ticket.Reopens > 0))
            return false;
        if (history.OpenIntervals.Length < 2)
            return true;
        return !IsSpoiled(history, answers, firstMs + windowMs);
    }

    /// <summary>Number of agents' events up to and including the last resolution; null when the ticket has no events.</summary>
    public static int? Activities(TicketEvent[] events, TicketEvent[] work, StatusHistory history) =>
        history.Resolutions.Length == 0 || events.Length == 0 ? null : Until(history.Resolutions[^1].AtMs, work);

    /// <summary>The stated number of replies, else the answers up to the last resolution.</summary>
    public static int? Replies(Ticket ticket, TicketEvent[] events, TicketEvent[] answers, StatusHistory history)
    {
        if (history.Resolutions.Length == 0)
            return null;
        return ticket.Replies ?? (events.Length == 0 ? null : Until(history.Resolutions[^1].AtMs, answers));
    }

    private static int Until(long lastMs, TicketEvent[] events) => events.Count(e => e.AtMs <= lastMs);

    /// <summary>The first open interval begins at creation, each later one at a reopen; each ends at the next solve.</summary>
    private static bool IsSpoiled(StatusHistory history, TicketEvent[] answers, long untilMs) =>
        history.OpenIntervals.Skip(1).Any(open => open.FromMs <= untilMs && IsAnswered(open, answers));

    private static bool IsAnswered(OpenInterval open, TicketEvent[] answers) =>
        Instants.FirstAfter(open.FromMs - 1, answers, a => a.AtMs) is var first && first < answers.Length && answers[first].AtMs <= (open.ToMs ?? long.MaxValue);
}

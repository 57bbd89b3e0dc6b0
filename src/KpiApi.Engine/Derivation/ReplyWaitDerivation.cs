using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>
/// The customer's waits for an answer (metrics.md, section 2): a public message of the customer opens one unless one is open, the next public answer
/// of a human agent ends it, and a resolution ends it without an answer. At one instant an answer comes before a resolution: who answers and solves at
/// once has answered. Used once.
/// </summary>
internal struct ReplyWaitDerivation(Ticket ticket, TicketFacts facts, StatusHistory history)
{
    /// <summary>Most tickets have one.</summary>
    private readonly List<ReplyWait> _waits = new(1);

    /// <summary>Where the running wait began; null while none runs.</summary>
    private long? _sinceMs;

    /// <summary>Resolutions that have been passed.</summary>
    private int _resolutions;

    /// <param name="events">In order.</param>
    /// <param name="answers">Those of them that answer the customer.</param>
    public List<ReplyWait> Of(TicketEvent[] events, TicketEvent[] answers, BusinessCalendar? calendar)
    {
        _sinceMs = ticket.CreatedBy == CreatedBy.Customer ? ticket.CreatedAtMs : null;
        // A first response that the ticket states is the first answer: those of the events before it are none.
        var stated = ticket.FirstResponseAtMs;
        var answer = stated is null ? 0 : Instants.FirstAfter(stated.Value - 1, answers, a => a.AtMs);
        foreach (var e in events)
        {
            if (stated <= e.AtMs)
                Answer(stated.Value, facts.Responder, ref stated);
            if (answer < answers.Length && ReferenceEquals(e, answers[answer]))
            {
                Answer(e.AtMs, e.Agent, ref stated);
                answer++;
            }
            else if (e.Type == EventTypes.CustomerMessage && e.Public && e.AtMs >= ticket.CreatedAtMs)
                Open(e.AtMs);
        }
        if (stated is { } last)
            Answer(last, facts.Responder, ref stated);
        Resolve(long.MaxValue);
        if (_sinceMs is { } running)
            Add(running, null, null, isAnswered: false);
        return calendar is null ? _waits : InBusinessTime(_waits, calendar);
    }

    private static List<ReplyWait> InBusinessTime(List<ReplyWait> waits, BusinessCalendar calendar) =>
        waits.ConvertAll(w => w with { BusinessMs = w.ToMs is { } to ? calendar.Between(w.FromMs, to) : null });

    private void Open(long atMs)
    {
        Resolve(atMs);
        _sinceMs ??= atMs;
    }

    private void Answer(long atMs, string? agent, ref long? stated)
    {
        stated = null;
        Resolve(atMs);
        if (_sinceMs is { } since)
            Add(since, atMs, agent ?? facts.Agent, isAnswered: true);
        _sinceMs = null;
    }

    /// <summary>Resolutions before an instant end the wait that runs.</summary>
    private void Resolve(long beforeMs)
    {
        for (; _resolutions < history.Resolutions.Length && history.Resolutions[_resolutions].AtMs < beforeMs; _resolutions++)
        {
            if (_sinceMs is { } since && history.Resolutions[_resolutions].AtMs is var at && at >= since)
            {
                Add(since, at, null, isAnswered: false);
                _sinceMs = null;
            }
        }
    }

    private void Add(long fromMs, long? toMs, string? agent, bool isAnswered) =>
        _waits.Add(new ReplyWait(fromMs, toMs, agent) { IsFirst = _waits.Count == 0, IsAnswered = isAnswered, OpenFromMs = OpenFrom(fromMs, toMs) });

    /// <summary>A message to a ticket that is solved waits among the open ones from the reopen on.</summary>
    private long? OpenFrom(long fromMs, long? toMs)
    {
        var open = history.OpenIntervals;
        var next = Instants.FirstAfter(fromMs, open, interval => interval.FromMs);
        if (next > 0 && (open[next - 1].ToMs ?? long.MaxValue) > fromMs)
            return fromMs;
        return next < open.Length && open[next].FromMs < (toMs ?? long.MaxValue) ? open[next].FromMs : null;
    }
}

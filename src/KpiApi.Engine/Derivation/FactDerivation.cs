using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>The pure function from a ticket's timeline to its facts (metrics.md, section 2).</summary>
public static class FactDerivation
{
    /// <summary>Null when the timeline counts nowhere: the ticket is merged, spam or deleted.</summary>
    public static OwnerFacts? Derive(Timeline timeline, DerivationRules rules)
    {
        if (timeline.Ticket is not { } ticket)
        {
            return new OwnerFacts { Key = timeline.Key, Surveys = [.. timeline.Surveys.Select(s => SurveyDerivation.Derive(s, null, null))] };
        }

        var events = EventOrder.Of(timeline.Events);
        var lastStatus = LastStatus(events);
        if ((ticket.Status ?? lastStatus) is TicketStatus.Merged or TicketStatus.Spam or TicketStatus.Deleted)
        {
            return null;
        }

        var work = events.Length == 0 ? [] : Work(events, rules);
        var answers = work.Length == 0 ? [] : Answers(work, ticket);
        if (ticket.CreatedBy == CreatedBy.Agent && answers.Length > 0)
            answers = answers[1..];
        var current = new CurrentValues(ticket, events);
        var policy = SlaDerivation.Policy(ticket, events, current, rules);
        var calendar = rules.Calendar(policy);
        var history = StatusHistory.Of(ticket, events, current.Agent);
        var statuses = StatusIntervals.ByStatus(ticket, events, history.OpenIntervals);
        var holders = new HoldingDerivation(ticket, events);
        var parsed = new ParsedTimeline(ticket, events, work, answers, history, statuses, calendar) { LastStatus = lastStatus, Policy = policy?.Id };
        var facts = WithAssignment(FactsOf(parsed, current, rules), holders.FirstAssignment, calendar);
        var waits = new ReplyWaitDerivation(ticket, facts, history).Of(events, answers, calendar);
        return new OwnerFacts
        {
            Key = timeline.Key,
            Ticket = facts,
            Resolutions = calendar is null ? history.Resolutions : InBusinessTime(history.Resolutions, ticket, calendar),
            Reopens = history.Reopens,
            OpenIntervals = history.OpenIntervals,
            StatusIntervals = statuses,
            StageVisits = StatusIntervals.ByStage(ticket, events, history.OpenIntervals, statuses, calendar),
            SlaClocks = policy is null ? [] : SlaDerivation.Clocks(policy, facts, history, (statuses, waits), rules),
            ReplyWaits = waits,
            Holdings = holders.Holdings(history.OpenIntervals, calendar),
            Reassignments = events.Length == 0 ? [] : holders.Reassignments(),
            Activities = work.Length == 0 ? [] : Activities(work, answers),
            Surveys = timeline.Surveys.Count == 0 ? [] : Surveys(timeline, facts, new Assignments(ticket, events, history)),
        };
    }

    /// <summary>A ticket's timeline, taken apart.</summary>
    private readonly record struct ParsedTimeline(
        Ticket Ticket, TicketEvent[] Events, TicketEvent[] Work, TicketEvent[] Answers, StatusHistory History, StatusInterval[] Statuses, BusinessCalendar? Calendar)
    {
        public TicketStatus? LastStatus { get; init; }
        public string? Policy { get; init; }
    }

    private static TicketFacts FactsOf(ParsedTimeline parsed, CurrentValues current, DerivationRules rules)
    {
        var (ticket, events, work, answers, history, statuses, calendar) = parsed;
        var responseMs = ticket.FirstResponseAtMs ?? (answers.Length > 0 ? answers[0].AtMs : null);
        return new TicketFacts(
            ticket.CreatedAtMs, current.Agent, current.Team, ticket.Channel, ticket.Reason, current.Priority, ticket.Account,
            Status(ticket, parsed.LastStatus, history), responseMs,
            responseMs is null ? null : (answers.Length > 0 ? answers[0].Agent : null) ?? current.Agent, HandleMs(ticket, work))
        {
            FirstResponseBusinessMs = responseMs is { } response ? calendar?.Between(ticket.CreatedAtMs, response) : null,
            RequesterWaitMs = RequesterWait(history, statuses, (from, to) => to - from),
            RequesterWaitBusinessMs = calendar is null ? null : RequesterWait(history, statuses, calendar.Between),
            Reopened = history.Reopens.Length > 0 || ticket.Reopens > 0,
            FirstContact = Contacts.FirstContact(ticket, answers, history, rules.FcrWindowMs),
            ActivitiesToResolution = Contacts.Activities(events, work, history),
            RepliesToResolution = Contacts.Replies(ticket, events, answers, history),
            SlaPolicy = parsed.Policy,
            Attributes = AttributeText.Parse(ticket.Attributes),
            Tags = ticket.Tags,
        };
    }

    private static TicketFacts WithAssignment(TicketFacts facts, TicketEvent? assigned, BusinessCalendar? calendar) => assigned is null ? facts : facts with
    {
        FirstAssignedAtMs = assigned.AtMs,
        FirstAssignee = assigned.To,
        FirstAssignmentBusinessMs = calendar?.Between(facts.CreatedAtMs, assigned.AtMs),
    };

    private static TicketEvent[] Work(TicketEvent[] events, DerivationRules rules) => All(events, e => IsByAgent(e, rules));

    private static TicketEvent[] Answers(TicketEvent[] work, Ticket ticket) => All(work, e => IsAnswer(e) && e.AtMs >= ticket.CreatedAtMs);

    /// <summary>Those that a condition holds for; not copied where it holds for all.</summary>
    internal static T[] All<T>(T[] items, Predicate<T> condition) => Array.TrueForAll(items, condition) ? items : Array.FindAll(items, condition);

    private static Resolution[] InBusinessTime(Resolution[] resolutions, Ticket ticket, BusinessCalendar calendar) =>
        Array.ConvertAll(resolutions, r => r with { BusinessMs = calendar.Between(ticket.CreatedAtMs, r.AtMs) });

    /// <param name="work">In order.</param>
    /// <param name="answers">Some of them, in the same order.</param>
    private static Activity[] Activities(TicketEvent[] work, TicketEvent[] answers)
    {
        var activities = new Activity[work.Length];
        var answer = 0;
        for (var i = 0; i < work.Length; i++)
        {
            var isAnswer = answer < answers.Length && ReferenceEquals(work[i], answers[answer]);
            activities[i] = new Activity(work[i].AtMs, work[i].Type, work[i].Agent, work[i].DurationMs) { IsAnswer = isAnswer };
            if (isAnswer)
                answer++;
        }
        return activities;
    }

    /// <summary>Sorted, so that facts do not depend on the order in which the store returns rows.</summary>
    private static SurveyFacts[] Surveys(Timeline timeline, TicketFacts ticket, Assignments assignments) => timeline.Surveys is [var only]
        ? [SurveyDerivation.Derive(only, ticket, assignments)]
        : [.. timeline.Surveys.OrderBy(s => s.RespondedAtMs ?? s.SentAtMs).ThenBy(s => s.Id, StringComparer.Ordinal).Select(s => SurveyDerivation.Derive(s, ticket, assignments))];

    /// <summary>An event of a bot stays a bot's even under an agent's id.</summary>
    private static bool IsByAgent(TicketEvent e, DerivationRules rules) =>
        e.Actor == Actor.Agent && (e.Agent is null || !rules.Bots.Contains(e.Agent));

    private static TicketStatus? LastStatus(TicketEvent[] events) =>
        Array.FindLast(events, e => e.Type == EventTypes.Status && e.To is not null) is { To: { } to } ? StatusNames.Parse(to) : null;

    /// <summary>The stated status, else the last status event, unless the timeline contradicts it.</summary>
    private static TicketStatus Status(Ticket ticket, TicketStatus? lastStatus, StatusHistory history)
    {
        if (ticket.Status is { } stated && StatusNames.IsResolved(stated) != history.IsOpen)
            return stated;
        if (lastStatus is { } last && StatusNames.IsResolved(last) != history.IsOpen)
            return last;
        return history.IsOpen ? TicketStatus.New : TicketStatus.Solved;
    }

    /// <summary>
    /// Seen by the customer and by a human agent. An agent who opened the ticket did so with a message of their own, which answers
    /// nobody: there the first one is left out of the answers.
    /// </summary>
    private static bool IsAnswer(TicketEvent e) => e.Public && EventTypes.IsAnswer(e.Type);

    /// <summary>Open time up to the last resolution without pending, when the desk waits for the customer.</summary>
    private static long? RequesterWait(StatusHistory history, StatusInterval[] statuses, Func<long, long, long> between)
    {
        if (history.Resolutions.Length == 0)
            return null;
        var lastMs = history.Resolutions[^1].AtMs;
        var waitMs = 0L;
        foreach (var part in statuses)
        {
            if (part.Status != TicketStatus.Pending && part.ToMs <= lastMs)
                waitMs = checked(waitMs + between(part.FromMs, part.ToMs.Value));
        }
        return waitMs;
    }

    private static long? HandleMs(Ticket ticket, TicketEvent[] work)
    {
        if (ticket.HandleMs is { } stated)
            return stated;
        return Array.Exists(work, e => e.DurationMs is not null) ? work.Sum(e => e.DurationMs ?? 0) : null;
    }
}

using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Alerts;

/// <summary>
/// What an alert waits for in a ticket or a survey. It becomes true at moments: of what has happened they are in the past, of what will
/// happen if nobody does anything they are in the future.
/// </summary>
public abstract record FactCondition
{
    /// <summary>Of one ticket with its surveys, or of a survey that stands alone; in order.</summary>
    /// <param name="facts">As they are now.</param>
    /// <param name="clocks">Those of the facts.</param>
    public abstract IEnumerable<Moment> Moments(OwnerFacts facts, in TicketClocks clocks);
}

/// <summary>A condition that comes true while time passes, whether or not anything is written.</summary>
public abstract record TimedCondition : FactCondition
{
    public override IEnumerable<Moment> Moments(OwnerFacts facts, in TicketClocks clocks) => facts.Ticket is null ? [] : Moments(facts.Key.Id, clocks);

    public abstract IEnumerable<Moment> Moments(string ticket, in TicketClocks clocks);
}

/// <summary>An instant at which a condition becomes true of a ticket or a survey.</summary>
/// <param name="Subject">Its id.</param>
/// <param name="IsNow">True where it holds as soon as it is known, whatever the clock says: an answer that is there has been given.</param>
public readonly record struct Moment(string Subject, long AtMs, bool IsNow = false)
{
    /// <summary>The ticket of a survey, if it has one.</summary>
    public string? Ticket { get; init; }

    /// <summary>The score as it was given; null where there is none.</summary>
    public decimal? Score { get; init; }

    /// <summary>Since when a customer waits, or when an SLA clock is due.</summary>
    public long? SinceOrDueMs { get; init; }
}

/// <summary>A customer has waited so long for a first response.</summary>
public sealed record FirstResponseOverdue(long ForMs) : TimedCondition
{
    public override IEnumerable<Moment> Moments(string ticket, in TicketClocks clocks) =>
        clocks is { OpenSinceMs: { } since, IsAnswered: false } ? [new(ticket, since + ForMs) { SinceOrDueMs = since }] : [];
}

/// <summary>A customer has waited so long for a reply, the first included.</summary>
public sealed record ReplyOverdue(long ForMs) : TimedCondition
{
    /// <summary>A message to a solved ticket waits among the open ones from the reopen on, not before.</summary>
    public override IEnumerable<Moment> Moments(string ticket, in TicketClocks clocks) =>
        clocks.Wait is { } wait ? [new(ticket, Math.Max(wait.FromMs + ForMs, wait.OpenFromMs)) { SinceOrDueMs = wait.FromMs }] : [];
}

/// <summary>An SLA clock is due soon, or was not met.</summary>
/// <param name="BeforeMs">Before the due time; 0 at the breach.</param>
public sealed record SlaNearlyDue(SlaTarget Target, long BeforeMs) : TimedCondition
{
    public override IEnumerable<Moment> Moments(string ticket, in TicketClocks clocks)
    {
        var (target, before) = (Target, BeforeMs);
        return clocks.Unmet.Where(clock => clock.Target == target).OrderBy(clock => clock.DueMs).Select(clock => new Moment(ticket, clock.DueMs - before) { SinceOrDueMs = clock.DueMs });
    }
}

/// <summary>A customer was not satisfied.</summary>
public sealed record NegativeAnswer(SurveyKind Kind) : FactCondition
{
    public override IEnumerable<Moment> Moments(OwnerFacts facts, in TicketClocks clocks)
    {
        var ticket = facts.Ticket is null ? null : facts.Key.Id;
        return facts.Surveys.Where(survey => survey.Kind == Kind && survey is { Outcome: SurveyOutcome.Negative, RespondedAtMs: not null })
            .OrderBy(survey => survey.RespondedAtMs).Select(survey => new Moment(survey.Id, survey.RespondedAtMs!.Value, IsNow: true)
            {
                Ticket = ticket,
                Score = survey.RatingUnits / (decimal)SurveyScale.UnitsPerPoint,
            });
    }
}

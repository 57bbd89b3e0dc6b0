using KpiApi.Engine.Facts;
using KpiApi.GraphQL.Schema;

namespace KpiApi.Kpis;

/// <summary>A ticket as it came in, its timeline in order, and the facts that every number counts.</summary>
/// <param name="Facts">Null when nothing of it counts: merged, spam, deleted.</param>
[GraphQLName("TicketDetails")]
internal sealed record TicketItem(TicketFields Ticket, IReadOnlyList<EventFields> Events, IReadOnlyList<SurveyFields> Surveys, FactFields? Facts)
{
    public static TicketItem Of(Timeline timeline, OwnerFacts? facts) => new(
        TicketFields.Of(timeline.Ticket!),
        [.. timeline.Events.OrderBy(e => e.AtMs).ThenBy(e => e.Id, StringComparer.Ordinal).Select(EventFields.Of)],
        [.. timeline.Surveys.OrderBy(s => s.RespondedAtMs ?? s.SentAtMs).ThenBy(s => s.Id, StringComparer.Ordinal)
            .Select(s => SurveyFields.Of(s, facts?.Surveys.First(f => f.Id == s.Id)))],
        facts is null ? null : FactFields.Of(facts));

    internal static string? At(long? ms) => ms is { } at ? InstantText.Utc(at) : null;

    internal static decimal? Seconds(long? ms) => ms / 1000m;
}

[GraphQLName("StatedTicket")]
internal sealed record TicketFields(
    string Id, string CreatedAt, string? Channel, string? Reason, string? Priority, string? Team, string? Agent, string? Account,
    CreatedBy CreatedBy, TicketStatus? Status, string? FirstResponseAt, string? FirstResolvedAt, string? ResolvedAt, string? ClosedAt,
    int? Reopens, int? Replies, decimal? HandleSeconds, string? UpdatedAt)
{
    public static TicketFields Of(Ticket t) => new(
        t.Id, InstantText.Utc(t.CreatedAtMs), t.Channel, t.Reason, t.Priority, t.Team, t.Agent, t.Account, t.CreatedBy, t.Status,
        TicketItem.At(t.FirstResponseAtMs), TicketItem.At(t.FirstResolvedAtMs), TicketItem.At(t.ResolvedAtMs), TicketItem.At(t.ClosedAtMs),
        t.Reopens, t.Replies, TicketItem.Seconds(t.HandleMs), TicketItem.At(t.UpdatedAtMs));
}

[GraphQLName("TicketEvent")]
internal sealed record EventFields(
    string Id, string Type, string At, Actor Actor, string? Agent, bool Public, decimal? DurationSeconds, string? From, string? To)
{
    public static EventFields Of(TicketEvent e) => new(
        e.Id, e.Type, InstantText.Utc(e.AtMs), e.Actor, e.Agent, e.Public, TicketItem.Seconds(e.DurationMs), e.From, e.To);
}

/// <param name="CreditedAgent">The agent that the answer counts for.</param>
/// <param name="Outcome">csat: positive is satisfied; nps: negative, neutral and positive are detractor, passive and promoter; ces: positive is easy.</param>
[GraphQLName("TicketSurvey")]
internal sealed record SurveyFields(
    string Id, SurveyKind Kind, string? SentAt, string? RespondedAt, double? Score, double ScaleMin, double ScaleMax, bool LowerIsBetter,
    string? Comment, string? CreditedAgent, SurveyOutcome? Outcome)
{
    public static SurveyFields Of(Survey s, SurveyFacts? facts) => new(
        s.Id, s.Kind, TicketItem.At(s.SentAtMs), TicketItem.At(s.RespondedAtMs), s.Score, s.ScaleMin, s.ScaleMax, s.LowerIsBetter,
        s.Comment, facts?.Agent, facts?.Outcome);
}

/// <summary>Everything derived; durations in seconds.</summary>
[GraphQLName("TicketFacts")]
internal sealed record FactFields(
    TicketStatus Status, string? Agent, string? Team, string? Priority,
    string? FirstResponseAt, string? Responder, decimal? FirstResponseSeconds, decimal? FirstResolutionSeconds, decimal? ResolutionSeconds,
    decimal? RequesterWaitSeconds, decimal? HandleSeconds, int Activities, int? ActivitiesToResolution, int? RepliesToResolution,
    bool Reopened, bool? FirstContactResolution, string? SlaPolicy,
    IReadOnlyList<ResolutionFields> Resolutions, IReadOnlyList<ReopenFields> Reopens, IReadOnlyList<IntervalFields> OpenIntervals,
    IReadOnlyList<StageFields> Stages, IReadOnlyList<PromiseFields> Promises)
{
    public static FactFields Of(OwnerFacts facts)
    {
        var ticket = facts.Ticket!;
        var resolutions = facts.Resolutions;
        return new(
            ticket.Status, ticket.Agent, ticket.Team, ticket.Priority,
            TicketItem.At(ticket.FirstResponseAtMs), ticket.Responder, TicketItem.Seconds(ticket.FirstResponseAtMs - ticket.CreatedAtMs),
            resolutions.Count == 0 ? null : TicketItem.Seconds(resolutions[0].AtMs - ticket.CreatedAtMs),
            resolutions.Count == 0 ? null : TicketItem.Seconds(resolutions[^1].AtMs - ticket.CreatedAtMs),
            TicketItem.Seconds(ticket.RequesterWaitMs), TicketItem.Seconds(ticket.HandleMs),
            facts.Activities.Count, ticket.ActivitiesToResolution, ticket.RepliesToResolution, ticket.Reopened, ticket.FirstContact, ticket.SlaPolicy,
            [.. resolutions.Select(r => new ResolutionFields(InstantText.Utc(r.AtMs), r.Resolver))],
            [.. facts.Reopens.Select(r => new ReopenFields(InstantText.Utc(r.AtMs), r.UndoneResolver))],
            [.. facts.OpenIntervals.Select(i => new IntervalFields(InstantText.Utc(i.FromMs), TicketItem.At(i.ToMs)))],
            [.. facts.StageVisits.Select(v => new StageFields(v.Stage, InstantText.Utc(v.EnteredAtMs), TicketItem.At(v.LeftAtMs)))],
            [.. facts.SlaClocks.Select(c => new PromiseFields(c.Target, c.Met, InstantText.Utc(c.AtMs), c.Agent))]);
    }
}

[GraphQLName("Resolution")]
internal sealed record ResolutionFields(string At, string? Agent);

/// <param name="Agent">Who made the resolution undone.</param>
[GraphQLName("Reopen")]
internal sealed record ReopenFields(string At, string? Agent);

/// <param name="To">Null while open.</param>
[GraphQLName("OpenInterval")]
internal sealed record IntervalFields(string From, string? To);

/// <param name="Stage">Without stage events the status.</param>
/// <param name="To">Null while it is in it.</param>
[GraphQLName("StageVisit")]
internal sealed record StageFields(string Stage, string From, string? To);

/// <param name="Met">False also while it may still be met.</param>
/// <param name="At">When it was met, or was or will be due.</param>
[GraphQLName("SlaPromise")]
internal sealed record PromiseFields(SlaTarget Target, bool Met, string At, string? Agent);

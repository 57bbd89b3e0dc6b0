using System.ComponentModel;
using System.Text.Json.Serialization;
using GraphQL;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Http;

namespace KpiApi.Kpis.Responses;

[Name("TicketDetails"), Description("A ticket as it came in, its timeline in order, and the facts that every number counts.")]
internal sealed record TicketItem(
    TicketFields Ticket, IReadOnlyList<EventFields> Events, IReadOnlyList<SurveyFields> Surveys,
    [property: Description("Null when nothing of it counts: merged, spam, deleted.")] FactFields? Facts)
{
    internal static TicketItem Of(Timeline timeline, OwnerFacts? facts) => new(
        TicketFields.Of(timeline.Ticket!),
        [.. timeline.Events.OrderBy(e => e.AtMs).ThenBy(e => e.Id, StringComparer.Ordinal).Select(EventFields.Of)],
        [.. timeline.Surveys.OrderBy(s => s.RespondedAtMs ?? s.SentAtMs).ThenBy(s => s.Id, StringComparer.Ordinal)
            .Select(s => SurveyFields.Of(s, facts?.Surveys.First(f => f.Id == s.Id)))],
        facts is null ? null : FactFields.Of(facts));

    internal static string? At(long? ms) => ms is { } at ? InstantText.Utc(at) : null;

    internal static decimal? Seconds(long? ms) => ms / 1000m;
}

[Name("StatedTicket")]
internal sealed record TicketFields(
    [property: Id] string Id,
    [property: DateTime] string CreatedAt,
    string? Channel, string? Reason, string? Priority, string? Team, string? Agent, string? Account, CreatedBy CreatedBy,
    TicketStatus? Status,
    [property: DateTime] string? FirstResponseAt,
    [property: DateTime] string? FirstResolvedAt,
    [property: DateTime] string? ResolvedAt,
    [property: DateTime] string? ClosedAt,
    int? Reopens, int? Replies, decimal? HandleSeconds,
    [property: DateTime] string? UpdatedAt,
    IReadOnlyList<string> Tags,
    [property: JsonIgnore, Name("attributes"), Description("As stated, declared or not.")] IReadOnlyList<AttributeValue> AttributeList)
{
    [Ignore]
    public IReadOnlyDictionary<string, string> Attributes => AttributeList.ToDictionary(attribute => attribute.Id, attribute => attribute.Value);

    internal static TicketFields Of(Ticket t) => new(
        t.Id, InstantText.Utc(t.CreatedAtMs), t.Channel, t.Reason, t.Priority, t.Team, t.Agent, t.Account, t.CreatedBy, t.Status,
        TicketItem.At(t.FirstResponseAtMs), TicketItem.At(t.FirstResolvedAtMs), TicketItem.At(t.ResolvedAtMs), TicketItem.At(t.ClosedAtMs),
        t.Reopens, t.Replies, TicketItem.Seconds(t.HandleMs), TicketItem.At(t.UpdatedAtMs), TagText.Parse(t.Tags),
        [.. (AttributeText.Parse(t.Attributes) ?? new Dictionary<string, string>()).Select(attribute => new AttributeValue(attribute.Key, attribute.Value))]);
}

internal sealed record AttributeValue([property: Id] string Id, string Value);

[Name("TicketEvent")]
internal sealed record EventFields(
    [property: Id] string Id,
    string Type,
    [property: DateTime] string At,
    Actor Actor, string? Agent, bool Public, decimal? DurationSeconds, string? From, string? To)
{
    internal static EventFields Of(TicketEvent e) => new(
        e.Id, e.Type, InstantText.Utc(e.AtMs), e.Actor, e.Agent, e.Public, TicketItem.Seconds(e.DurationMs), e.From, e.To);
}

[Name("TicketSurvey")]
internal sealed record SurveyFields(
    [property: Id] string Id,
    SurveyKind Kind,
    [property: DateTime] string? SentAt,
    [property: DateTime] string? RespondedAt,
    double? Score, double ScaleMin, double ScaleMax, bool LowerIsBetter, string? Comment,
    [property: Description("The agent that the answer counts for.")] string? CreditedAgent,
    [property: Description("csat: positive is satisfied; nps: negative, neutral and positive are detractor, passive and promoter; ces: positive is easy.")]
    SurveyOutcome? Outcome)
{
    internal static SurveyFields Of(Survey s, SurveyFacts? facts) => new(
        s.Id, s.Kind, TicketItem.At(s.SentAtMs), TicketItem.At(s.RespondedAtMs), s.Score, s.ScaleMin, s.ScaleMax, s.LowerIsBetter,
        s.Comment, facts?.Agent, facts?.Outcome);
}

[Name("TicketFacts"), Description("Everything derived; durations in seconds.")]
internal sealed record FactFields(
    TicketStatus Status, string? Agent, string? Team, string? Priority,
    [property: DateTime] string? FirstResponseAt,
    string? Responder, decimal? FirstResponseSeconds, decimal? FirstResolutionSeconds, decimal? ResolutionSeconds,
    decimal? RequesterWaitSeconds, decimal? HandleSeconds, int Activities, int? ActivitiesToResolution, int? RepliesToResolution,
    bool Reopened, bool? FirstContactResolution, string? SlaPolicy, IReadOnlyList<ResolutionFields> Resolutions,
    IReadOnlyList<ReopenFields> Reopens, IReadOnlyList<IntervalFields> OpenIntervals, IReadOnlyList<StageFields> Stages,
    IReadOnlyList<PromiseFields> Promises, IReadOnlyList<WaitFields> ReplyWaits, IReadOnlyList<HoldingFields> Holdings, IReadOnlyList<ReassignmentFields> Reassignments)
{
    internal static FactFields Of(OwnerFacts facts)
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
            [.. facts.SlaClocks.Select(c => new PromiseFields(c.Target, c.Met, InstantText.Utc(c.AtMs), c.Agent))],
            [.. facts.ReplyWaits.Select(w => new WaitFields(InstantText.Utc(w.FromMs), TicketItem.At(w.ToMs), w.IsAnswered, w.Agent))],
            [.. facts.Holdings.Select(h => new HoldingFields(h.Agent, InstantText.Utc(h.FromMs), TicketItem.At(h.ToMs)))],
            [.. facts.Reassignments.Select(r => new ReassignmentFields(InstantText.Utc(r.AtMs), r.AgentBefore))]);
    }
}

[Name("Resolution")]
internal sealed record ResolutionFields([property: DateTime] string At, string? Agent);

[Name("Reopen")]
internal sealed record ReopenFields([property: DateTime] string At, [property: Description("Who made the resolution undone.")] string? Agent);

[Name("OpenInterval")]
internal sealed record IntervalFields([property: DateTime] string From, [property: DateTime, Description("Null while open.")] string? To);

[Name("StageVisit")]
internal sealed record StageFields(
    [property: Description("Without stage events the status.")] string Stage,
    [property: DateTime] string From,
    [property: DateTime, Description("Null while it is in it.")] string? To);

[Name("SlaPromise")]
internal sealed record PromiseFields(
    SlaTarget Target,
    [property: Description("False also while it may still be met.")] bool Met,
    [property: DateTime, Description("When it was met, or was or will be due.")] string At,
    string? Agent);

[Name("ReplyWait")]
internal sealed record WaitFields(
    [property: DateTime] string From,
    [property: DateTime, Description("Null while the customer waits.")] string? To,
    [property: Description("False where a resolution ended it.")] bool Answered,
    string? Agent);

[Name("Holding")]
internal sealed record HoldingFields(string Agent, [property: DateTime] string From, [property: DateTime, Description("Null while the agent has it.")] string? To);

[Name("Reassignment")]
internal sealed record ReassignmentFields([property: DateTime] string At, [property: Description("Who had it until then.")] string? AgentBefore);

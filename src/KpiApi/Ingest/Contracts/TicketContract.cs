using KpiApi.Engine.Model;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

internal static class TicketContract
{
    private static readonly ContractFields<Ticket> s_fields = new(StoreTables.Tickets);

    public static readonly Field Id = s_fields.Add(TicketColumns.Id, Field.Id("The ticket's id in its source.", "T-1001"));
    public static readonly Field CreatedAt = s_fields.Add(TicketColumns.CreatedAtMs, Field.Instant("createdAt", "When the customer, or createdBy, opened it.", "2026-01-05T09:12:00Z") with { Required = true });
    public static readonly Field Channel = s_fields.Add(TicketColumns.Channel, Field.Word("channel", "How it came in.", "email"));
    public static readonly Field Reason = s_fields.Add(TicketColumns.Reason, Field.Word("reason", "What it is about: contact reason, category.", "billing"));
    public static readonly Field Priority = s_fields.Add(TicketColumns.Priority, Field.Word("priority", "As the source names it.", "high"));
    public static readonly Field Team = s_fields.Add(TicketColumns.Team, Field.Reference("team", "The team in charge now.", "tier-1"));
    public static readonly Field Agent = s_fields.Add(TicketColumns.Agent, Field.Reference("agent", "The current assignee.", "anna") with { NamesAgent = true });
    public static readonly Field Account = s_fields.Add(TicketColumns.Account, Field.Reference("account", "The customer's account.", "A-77"));
    public static readonly Field CreatedBy = s_fields.Add(TicketColumns.CreatedBy, Field.Choice<CreatedBy>("createdBy", "Who opened it; an agent's opening message is no answer.", "customer") with { Default = "customer" });
    public static readonly Field Status = s_fields.Add(TicketColumns.Status, Field.Choice<TicketStatus>("status", "Where it stands now; merged, spam and deleted are counted nowhere.", "solved"));
    public static readonly Field FirstResponseAt = s_fields.Add(TicketColumns.FirstResponseAtMs, Field.Instant("firstResponseAt", "The first public answer of a human agent.", "2026-01-05T09:40:00Z"));
    public static readonly Field FirstResolvedAt = s_fields.Add(TicketColumns.FirstResolvedAtMs, Field.Instant("firstResolvedAt", "The first resolution.", "2026-01-06T10:00:00Z"));
    public static readonly Field ResolvedAt = s_fields.Add(TicketColumns.ResolvedAtMs, Field.Instant("resolvedAt", "The last resolution.", "2026-01-06T10:00:00Z"));
    public static readonly Field ClosedAt = s_fields.Add(TicketColumns.ClosedAtMs, Field.Instant("closedAt", "When it was closed for good; the resolution if no other time is given.", "2026-01-10T10:00:00Z"));
    public static readonly Field Reopens = s_fields.Add(TicketColumns.Reopens, Field.Whole("reopens", "How often it was reopened.", "0"));
    public static readonly Field Replies = s_fields.Add(TicketColumns.Replies, Field.Whole("replies", "How many public answers human agents gave.", "2"));
    public static readonly Field HandleSeconds = s_fields.Add(TicketColumns.HandleMs, Field.Seconds("handleSeconds", "Time spent on it, in seconds, kept to the millisecond.", "540"));
    public static readonly Field UpdatedAt = s_fields.Add(TicketColumns.UpdatedAtMs, Field.Instant("updatedAt", "When the source last changed it; an older one than stored changes nothing.", "2026-01-10T10:00:00Z"));

    public static readonly Field Attributes = s_fields.Add(TicketColumns.Attributes, Field.Attributes("The declared attributes of tickets: texts by their ids. One that is left out stays as it is, null clears it.", """{"product":"router"}"""));

    public static readonly Field Tags = s_fields.Add(TicketColumns.Tags, Field.Tags("At most 20 different tags, each of up to 200 characters without `|`. Replaced as a whole; kept in order, each once. In CSV one cell: `refund|vip`.", """["refund","vip"]"""));

    public static readonly Contract<Ticket> Contract = new("tickets", "ticket", s_fields, Check) { CheckBesideEvents = CheckStatus };

    private static void Check(ItemDraft draft)
    {
        NotBeforeCreation(draft, FirstResponseAt, "first_response_before_created");
        NotBeforeCreation(draft, FirstResolvedAt, "first_resolved_before_created");
        NotBeforeCreation(draft, ResolvedAt, "resolved_before_created");
        NotBeforeCreation(draft, ClosedAt, "closed_before_created");
        NotBeforeCreation(draft, UpdatedAt, "updated_before_created");
        if (draft.Ms(FirstResolvedAt) > draft.Ms(ResolvedAt))
            draft.Problem(FirstResolvedAt, "first_resolution_after_last", $"{draft.Name(FirstResolvedAt)}, the first resolution, is after {draft.Name(ResolvedAt)}, the last one.");
        var isResolved = (TicketStatus?)draft.Choice(Status) is TicketStatus.Solved or TicketStatus.Closed;
        if (isResolved && !IsGiven(draft, FirstResolvedAt) && !IsGiven(draft, ResolvedAt) && !IsGiven(draft, ClosedAt))
            draft.Problem(Status, "resolved_without_time", $"A ticket that is solved or closed, as {draft.Name(Status)} says, needs resolvedAt, firstResolvedAt or closedAt.");
    }

    /// <summary>Events that are stored may tell when a ticket that is open was reopened; without them one of the two is wrong, and any number would be.</summary>
    private static void CheckStatus(ItemDraft draft, Func<string, bool> hasEvents)
    {
        var isOpen = (TicketStatus?)draft.Choice(Status) is TicketStatus.New or TicketStatus.Open or TicketStatus.Pending or TicketStatus.OnHold;
        var time = draft.Has(ResolvedAt) ? ResolvedAt : draft.Has(FirstResolvedAt) ? FirstResolvedAt : ClosedAt;
        var isResolved = draft.Has(time);
        var isReopened = draft[Reopens].State == SlotState.Bad || draft.Whole(Reopens) > 0;
        if (!isOpen || !isResolved || isReopened || (draft.Text(Id) is { } id && hasEvents(id))) return;
        draft.Problem(Status, "status_contradicts_times",
            $"By {draft.Name(Status)} the ticket is open, but by {draft.Name(time)} it was resolved, and it was not reopened. Say how often in reopens, store its events before it, or clear with null what is no longer so.");
    }

    private static void NotBeforeCreation(ItemDraft draft, Field field, string code)
    {
        if (draft.Ms(field) < draft.Ms(CreatedAt)) draft.Problem(field, code, $"{draft.Name(field)} is before {draft.Name(CreatedAt)}.");
    }

    /// <summary>A time that is given and wrong is reported once, as what it is.</summary>
    private static bool IsGiven(ItemDraft draft, Field field) => draft[field].State is SlotState.Set or SlotState.Bad;
}

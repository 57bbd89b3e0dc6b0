using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class TicketFields : TableFields<TicketFacts?>
{
    public TicketFields(FieldList fields)
        : base(fields, FactTable.Tickets)
    {
        CreatedAt = Instant("created_at", t => t?.CreatedAtMs);
        FirstResponseAt = Instant("first_response_at", t => t?.FirstResponseAtMs);
        FirstResponseBusiness = Milliseconds("first_response_business_seconds", t => t?.FirstResponseBusinessMs);
        Handle = Milliseconds("handle_seconds", t => t?.HandleMs);
        RequesterWait = Milliseconds("requester_wait_seconds", t => t?.RequesterWaitMs);
        RequesterWaitBusiness = Milliseconds("requester_wait_business_seconds", t => t?.RequesterWaitBusinessMs);
        ActivitiesToResolution = Number("activities_to_resolution", t => t?.ActivitiesToResolution);
        FirstAssignedAt = Instant("first_assigned_at", t => t?.FirstAssignedAtMs);
        FirstAssignmentBusiness = Milliseconds("first_assignment_business_seconds", t => t?.FirstAssignmentBusinessMs);
        RepliesToResolution = Number("replies_to_resolution", t => t?.RepliesToResolution);
        Agent = Text("agent", DictionaryId.Agent, t => t?.Agent);
        Team = Text("team", DictionaryId.Team, t => t?.Team);
        Channel = Text("channel", DictionaryId.Channel, t => t?.Channel);
        Reason = Text("reason", DictionaryId.Reason, t => t?.Reason);
        Priority = Text("priority", DictionaryId.Priority, t => t?.Priority);
        Account = Text("account", DictionaryId.Account, t => t?.Account);
        Responder = Text("responder", DictionaryId.Agent, t => t?.Responder);
        FirstAssignee = Text("first_assignee", DictionaryId.Agent, t => t?.FirstAssignee);
        Reopened = Flag("is_reopened", t => t?.Reopened);
        FirstContact = Flag("is_first_contact_resolution", t => t?.FirstContact);
        Status = Choice("status", DictionaryId.Status, t => t is null ? 0 : (int)t.Status + 1);
        Tags = Text("tags", DictionaryId.TagSet, t => t?.Tags);
        Attributes = AttributeColumns(DictionaryId.TicketAttribute);
    }

    public LongField CreatedAt { get; }
    public LongField FirstResponseAt { get; }
    public LongField FirstResponseBusiness { get; }
    public LongField Handle { get; }
    public LongField RequesterWait { get; }
    public LongField RequesterWaitBusiness { get; }
    public LongField ActivitiesToResolution { get; }
    public LongField RepliesToResolution { get; }
    public LongField FirstAssignedAt { get; }
    public LongField FirstAssignmentBusiness { get; }
    public CodeField Agent { get; }
    public CodeField Team { get; }
    public CodeField Channel { get; }
    public CodeField Reason { get; }
    public CodeField Priority { get; }
    public CodeField Account { get; }
    public CodeField Responder { get; }
    public CodeField FirstAssignee { get; }
    public CodeField Reopened { get; }
    public CodeField FirstContact { get; }

    /// <summary>Today's; what a number counts of open tickets is in their status intervals.</summary>
    public CodeField Status { get; }

    /// <summary>The set of them.</summary>
    public CodeField Tags { get; }

    public override IReadOnlyList<CodeField> Attributes { get; }

    public override ReadOnlySpan<TicketFacts?> Rows(OwnerFacts facts, ref TicketFacts? room)
    {
        room = facts.Ticket;
        return new(ref room);
    }

    public override IReadOnlyDictionary<string, string>? AttributeValues(OwnerFacts facts) => facts.Ticket?.Attributes;

    public override IReadOnlyList<string> Slots(AttributeSlots attributes) => attributes.Ticket;
}

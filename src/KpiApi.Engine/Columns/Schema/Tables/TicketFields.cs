using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class TicketFields : TableFields<TicketFacts?>
{
    public TicketFields(FieldList fields)
        : base(fields, FactTable.Tickets)
    {
        CreatedAt = Long(t => t?.CreatedAtMs);
        FirstResponseAt = Long(t => t?.FirstResponseAtMs);
        FirstResponseBusiness = Long(t => t?.FirstResponseBusinessMs);
        Handle = Long(t => t?.HandleMs);
        RequesterWait = Long(t => t?.RequesterWaitMs);
        RequesterWaitBusiness = Long(t => t?.RequesterWaitBusinessMs);
        ActivitiesToResolution = Long(t => t?.ActivitiesToResolution, 1);
        RepliesToResolution = Long(t => t?.RepliesToResolution, 1);
        Agent = Name(DictionaryId.Agent, t => t?.Agent);
        Team = Name(DictionaryId.Team, t => t?.Team);
        Channel = Name(DictionaryId.Channel, t => t?.Channel);
        Reason = Name(DictionaryId.Reason, t => t?.Reason);
        Priority = Name(DictionaryId.Priority, t => t?.Priority);
        Account = Name(DictionaryId.Account, t => t?.Account);
        Responder = Name(DictionaryId.Agent, t => t?.Responder);
        Reopened = Fixed(t => Flag(t?.Reopened));
        FirstContact = Fixed(t => Flag(t?.FirstContact));
    }

    public LongField CreatedAt { get; }
    public LongField FirstResponseAt { get; }
    public LongField FirstResponseBusiness { get; }
    public LongField Handle { get; }
    public LongField RequesterWait { get; }
    public LongField RequesterWaitBusiness { get; }
    public LongField ActivitiesToResolution { get; }
    public LongField RepliesToResolution { get; }
    public CodeField Agent { get; }
    public CodeField Team { get; }
    public CodeField Channel { get; }
    public CodeField Reason { get; }
    public CodeField Priority { get; }
    public CodeField Account { get; }
    public CodeField Responder { get; }
    public CodeField Reopened { get; }
    public CodeField FirstContact { get; }

    public override int Count(OwnerFacts facts) => 1;

    protected override TicketFacts? Row(OwnerFacts facts, int index) => facts.Ticket;
}

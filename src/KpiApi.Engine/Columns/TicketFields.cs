using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

internal sealed class TicketFields : TableFields<TicketFacts?>
{
    public TicketFields(FieldList fields)
        : base(fields, FactTable.Tickets)
    {
        CreatedAt = Long(t => t?.CreatedAtMs);
        FirstResponseAt = Long(t => t?.FirstResponseAtMs);
        Handle = Long(t => t?.HandleMs);
        Agent = Name(Domain.Agent, t => t?.Agent);
        Team = Name(Domain.Team, t => t?.Team);
        Channel = Name(Domain.Channel, t => t?.Channel);
        Reason = Name(Domain.Reason, t => t?.Reason);
        Priority = Name(Domain.Priority, t => t?.Priority);
        Account = Name(Domain.Account, t => t?.Account);
        Responder = Name(Domain.Agent, t => t?.Responder);
    }

    public LongField CreatedAt { get; }
    public LongField FirstResponseAt { get; }
    public LongField Handle { get; }
    public CodeField Agent { get; }
    public CodeField Team { get; }
    public CodeField Channel { get; }
    public CodeField Reason { get; }
    public CodeField Priority { get; }
    public CodeField Account { get; }
    public CodeField Responder { get; }

    public override int Count(OwnerFacts facts) => 1;

    protected override TicketFacts? Row(OwnerFacts facts, int index) => facts.Ticket;
}

namespace KpiApi.Engine.Model;

/// <summary>
/// All that is known of one owner of facts: a ticket with its events and surveys, or one survey that belongs to no ticket.
/// Events and surveys whose ticket has not arrived have no timeline yet.
/// </summary>
/// <param name="Ticket">Null for a survey without a ticket.</param>
/// <param name="Events">In any order.</param>
/// <param name="Surveys">In any order; exactly one when <paramref name="Ticket"/> is null.</param>
public sealed record Timeline(Ticket? Ticket, IReadOnlyList<TicketEvent> Events, IReadOnlyList<Survey> Surveys)
{
    public OwnerKey Key => Ticket is { } ticket ? new(OwnerKind.Ticket, ticket.Id) : new(OwnerKind.Survey, Surveys[0].Id);
}

/// <summary>What can have facts of its own.</summary>
public enum OwnerKind : byte { Ticket, Survey, Account, Shift, Cost }

/// <summary>Names what a block of facts belongs to.</summary>
public readonly record struct OwnerKey(OwnerKind Kind, string Id);

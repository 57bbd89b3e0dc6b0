using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

internal static class StoreTables
{
    /// <summary>Events of a ticket, and surveys: a program that answers itself makes as many in a night, people do not in a year.</summary>
    private const int MaxOfTicket = 100_000;

    public static readonly StoreTable<Ticket> Tickets = new("tickets", RecordKind.Ticket, row => row.Id, TicketColumns.All)
    {
        NewestBy = nameof(Ticket.UpdatedAtMs),
        Account = nameof(Ticket.Account),
        Create = () => new() { Id = "", CreatedAtMs = 0 },
        Touch = (touched, change) => touched.Ticket(change),
    };

    public static readonly StoreTable<TicketEvent> Events = new("events", RecordKind.Event, row => row.Id, EventColumns.All)
    {
        Owner = nameof(TicketEvent.Ticket),
        MaxOfTicket = MaxOfTicket,
        Create = () => new() { Id = "", Ticket = "", Type = "", AtMs = 0 },
        Touch = (touched, change) => touched.Event(change),
    };

    public static readonly StoreTable<Survey> Surveys = new("surveys", RecordKind.Survey, row => row.Id, SurveyColumns.All)
    {
        Owner = nameof(Survey.Ticket),
        Account = nameof(Survey.Account),
        MaxOfTicket = MaxOfTicket,
        Create = () => new() { Id = "", Kind = default },
        Touch = (touched, change) => touched.Survey(change),
    };

    public static readonly StoreTable<Agent> Agents = new("agents", RecordKind.Agent, row => row.Id, AgentColumns.All)
    {
        Create = () => new() { Id = "" },
        Touch = (touched, change) => touched.Agent(change),
    };

    public static readonly StoreTable<Account> Accounts = new("accounts", RecordKind.Account, row => row.Id, AccountColumns.All)
    {
        Create = () => new() { Id = "" },
        Touch = (touched, change) => touched.Facts(new(OwnerKind.Account, change.Id), change.Row is { } row ? OwnerFacts.Of(row) : null),
    };

    public static readonly StoreTable<Shift> Shifts = new("shifts", RecordKind.Shift, row => row.Id, ShiftColumns.All)
    {
        Create = () => new() { Id = "", Agent = "", FromMs = 0, ToMs = 0 },
        Touch = (touched, change) => touched.Facts(new(OwnerKind.Shift, change.Id), change.Row is { } row ? OwnerFacts.Of(row) : null),
    };

    public static readonly StoreTable<Cost> Costs = new("costs", RecordKind.Cost, row => row.Id, CostColumns.All)
    {
        Create = () => new() { Id = "", FromMs = 0, ToMs = 0, AmountUnits = 0 },
        Touch = (touched, change) => touched.Facts(new(OwnerKind.Cost, change.Id), change.Row is { } row ? OwnerFacts.Of(row) : null),
    };

    public static readonly StoreTable<Setting> Settings = new("settings", RecordKind.Setting, row => row.Id, SettingColumns.All)
    {
        Create = () => new("", ""),
        Touch = (touched, change) => touched.Settings[change.Id] = change.Row?.Body,
    };
}

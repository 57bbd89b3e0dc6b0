using KpiApi.Engine.Facts;
using KpiApi.Storage;

namespace KpiApi.Ingest;

/// <summary>Something that can be put, posted and deleted: how it looks from outside, and where it is kept.</summary>
internal sealed record Resource<T>(Contract<T> Contract, StoreTable<T> Table)
{
    /// <summary>Adds rules that depend on what is stored.</summary>
    public Func<TimelineReader, Contract<T>>? BesideStore { get; init; }

    /// <summary>All rules for what a request writes.</summary>
    public Contract<T> ContractFor(HttpContext context) =>
        BesideStore is null ? Contract : BesideStore(context.RequestServices.GetRequiredService<TimelineReader>());
}

internal static class Resources
{
    public static readonly Resource<Ticket> Tickets = new(TicketContract.Contract, StoreTables.Tickets)
    {
        BesideStore = store => TicketContract.BesideEvents(store.HasEvents),
    };

    public static readonly Resource<TicketEvent> Events = new(EventContract.Contract, StoreTables.Events);
    public static readonly Resource<Survey> Surveys = new(SurveyContract.Contract, StoreTables.Surveys);
    public static readonly Resource<Agent> Agents = new(AgentContract.Contract, StoreTables.Agents);
    public static readonly Resource<Account> Accounts = new(AccountContract.Contract, StoreTables.Accounts);
    public static readonly Resource<Shift> Shifts = new(ShiftContract.Contract, StoreTables.Shifts);
    public static readonly Resource<Cost> Costs = new(CostContract.Contract, StoreTables.Costs);
}

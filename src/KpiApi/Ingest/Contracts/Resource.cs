using System.Text.Json.Nodes;
using KpiApi.Engine.Model;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;

namespace KpiApi.Ingest.Contracts;

/// <summary>Something that can be put, posted and deleted: how it looks from outside, and where it is kept.</summary>
internal sealed record Resource<T>(Contract<T> Contract, StoreTable<T> Table)
{
    /// <summary>The declared attributes that its items may have; null where they have none.</summary>
    public Func<AttributeSlots, IReadOnlyList<string>>? Attributes { get; init; }

    /// <summary>By which those that arrive out of order are told apart, beside what their table says; null for nothing.</summary>
    public Func<T, long?>? NewestBy { get; init; }

    /// <summary>Of the rules between its fields.</summary>
    public string[] Codes { get; init; } = [];

    /// <summary>The fields that an example shows.</summary>
    public required string[] Shown { get; init; }

    public string ExampleId => (string)ContractShapes.Example(Contract, "id")["id"]!;

    public JsonObject Example() => ContractShapes.Example(Contract, Shown);

    /// <summary>A change of the last two values shown.</summary>
    public JsonObject PatchExample() => ContractShapes.Example(Contract, Shown[^2..]);

    /// <summary>What the writer does with items.</summary>
    /// <param name="rehearsal">Set to store nothing.</param>
    public UpsertWrite<T> Write(IncomingItems<T> items, long? bytes = null, bool isAllOrNothing = true, Rehearsal<T>? rehearsal = null) =>
        new(Table, items.Rows, bytes, isAllOrNothing) { Merge = items, Rehearsal = rehearsal };

    /// <summary>The errors of an item that the writer refused.</summary>
    public IReadOnlyList<RequestError> ErrorsOf(IncomingItems<T> items, int place) =>
        items.ErrorsOf(place) ?? [ItemErrors.TooMany(Table, items.Rows[place], items.IndexOf(place))];

    /// <summary>Reads JSON items of a request.</summary>
    /// <param name="replaces">What an item does not say is cleared, and not left as it is stored.</param>
    public ItemReader<T> Reader(HttpContext context, bool replaces = false) =>
        new(ContractFor(context), context.Limits(), context.LatestMs()) { Replaces = replaces, DayZone = context.DayZone() };

    /// <summary>All rules for what a request writes.</summary>
    public Contract<T> ContractFor(HttpContext context) =>
        Attributes is null ? Contract : Contract with { Declared = Attributes(context.RequestServices.GetRequiredService<DeclaredAttributes>().Current) };
}

internal static class Resources
{
    public static readonly Resource<Ticket> Tickets = new(TicketContract.Contract, StoreTables.Tickets)
    {
        Shown = ["id", "createdAt", "channel", "reason", "priority", "team", "agent", "account", "tags", "status", "firstResponseAt", "resolvedAt", "updatedAt"],
        Codes =
        [
            "first_response_before_created", "first_resolved_before_created", "resolved_before_created", "closed_before_created",
            "updated_before_created", "first_resolution_after_last", "resolved_without_time", "status_contradicts_times", "unknown_attribute", "too_many_tags", "separator_in_tag",
        ],
        Attributes = declared => declared.Ticket,
    };

    public static readonly Resource<TicketEvent> Events = new(EventContract.Contract, StoreTables.Events)
    {
        Shown = ["id", "ticket", "type", "at", "agent", "durationSeconds"],
        Codes = ["too_many_events"],
    };

    public static readonly Resource<Survey> Surveys = new(SurveyContract.Contract, StoreTables.Surveys)
    {
        Shown = ["id", "kind", "ticket", "sentAt", "respondedAt", "score", "comment"],
        NewestBy = survey => survey.RespondedAtMs,
        Codes = ["not_allowed", "responded_before_sent", "unknown_scale", "too_many_surveys"],
    };

    public static readonly Resource<Agent> Agents = new(AgentContract.Contract, StoreTables.Agents) { Shown = ["id", "name", "team", "bot"] };
    public static readonly Resource<Account> Accounts = new(AccountContract.Contract, StoreTables.Accounts)
    {
        Shown = ["id", "name", "value", "since"],
        Codes = ["until_before_since", "unknown_attribute"],
        Attributes = declared => declared.Account,
    };

    public static readonly Resource<Shift> Shifts = new(ShiftContract.Contract, StoreTables.Shifts) { Shown = ["id", "agent", "from", "to", "kind"], Codes = ["to_not_after_from"] };
    public static readonly Resource<Cost> Costs = new(CostContract.Contract, StoreTables.Costs) { Shown = ["id", "from", "to", "amount", "channel"], Codes = ["to_not_after_from"] };
}

using System.Text.Json;
using KpiApi.Auth;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Ingest;
using KpiApi.Ingest.Contracts;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace KpiApi.Kpis.Endpoints;

/// <summary>Tickets as the numbers see them: a list to work from, and one with all that is known of it.</summary>
internal static class TicketEndpoints
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/tickets", ListAsync).RefusesWhenFull().WaitsForVersion().ProducesTables().LinksToNext()
            .WithName("listTickets")
            .WithSummary("Tickets to work from")
            .WithDescription("Tickets as the numbers see them: open cases by age, by their last answer, by effort, by the value of the account or by when the first promise of their SLA policy is due; that needs `read` and `read:agents`. "
                + $"With `{ReadEndpoints.UpdatedSince}`: the tickets as they were written, in the order of their last change, like the lists of other resources; of the other parameters only `limit` and `cursor` are possible then.")
            .TakesQuery(ReadEndpoints.UpdatedSince, Shapes.Whole("The tickets as they were written, changed after this version; 0 for all.", 4711))
            .TakesQuery("state", State())
            .TakesQuery("orderBy", Order())
            .TakesQuery(KpiParameters.OfTickets.Concat(KpiParameters.ListsOfTickets).Concat(KpiParameters.OfCall(FormParameters.OfLists)))
            .TakesPage(TicketLists.MaxLimit, TicketLists.DefaultLimit)
            .Produces<ItemList<TicketListItem>>()
            .Produces<ChangedList<Ticket>>()
            .Explains(StatusCodes.Status200OK, "A page; `nextCursor` is null on the last one.")
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "unknown_column", "dimension_not_allowed", "unknown_value", "given_twice", "empty", "too_many");
        v1.MapGet("/tickets/{id}", Find).TakesNoParameters()
            .WithName("getTicket")
            .WithSummary("A ticket explained")
            .WithDescription("The ticket as it came in, its timeline, and every fact derived from them: what each number counts, and why. `ticket` can be sent again as it is.")
            .TakesPath("id", Shapes.Text("The ticket's id.", "T-1001"))
            .Explains(StatusCodes.Status200OK, "All that is known of it; `facts` is null when nothing of it counts (merged, spam, deleted).")
            .Fails(StatusCodes.Status404NotFound, "There is no such ticket.", "unknown_ticket");
    }

    public static OpenApiSchema State() => Shapes.Choice("Which tickets.", TicketLists.States, "all");

    public static OpenApiSchema Order() =>
        Shapes.Text("`createdAt`, `lastResponseAt`, `handleSeconds`, `accountValue` or `dueAt`; a minus sign before it means descending. Tickets without the value come last.", "-createdAt");

    private static Results<Ok<TicketItem>, ProblemHttpResult> Find(HttpContext context, StoreQueries timelines, FactFeed feed)
    {
        var id = PathId.Of(context);
        if (timelines.Read([id]) is not [var timeline])
            return ProblemResults.Of(StatusCodes.Status404NotFound, new RequestError("unknown_ticket", $"There is no ticket '{id}'.") { Parameter = "id", Value = id });
        return TypedResults.Ok(TicketItem.Of(timeline, FactDerivation.Derive(timeline, feed.Rules)));
    }

    private static async Task<IResult> ListAsync(HttpContext context, FactWriter facts, TicketLists lists, VersionWaits waits)
    {
        if (context.Request.Query.ContainsKey(ReadEndpoints.UpdatedSince))
            return ReadEndpoints.List(Resources.Tickets, context, context.RequestServices.GetRequiredService<StoreQueries>());
        if (!context.User.Holds(Scopes.Read | Scopes.ReadAgents))
            return ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeNames.Missing(Scopes.Read | Scopes.ReadAgents));
        var errors = new List<QueryError>();
        var request = KpiRequests.FromQuery(context.Request.Query);
        var call = CallParameters.ExtractFrom(context, request, FormParameters.OfLists, errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        if (await lists.ReadAsync(request, new ListCall(context.User, facts.Current, null, context.RequestAborted), errors) is not { } page)
            return QueryProblems.Of(errors);
        NextLink.Set(context, "cursor", page.NextCursor);
        return call.Form.IsTable
            ? new TableAnswer(Table.Of(page.Tickets, TicketListItem.Fields), call.Form, $"tickets_{TicketLists.States[(int)page.State]}")
            : TypedResults.Ok(page.ToItems());
    }
}

/// <param name="State">open or resolved.</param>
/// <param name="AccountValue">Money a year.</param>
/// <param name="DueAt">When the first promise of the SLA policy is due that is neither kept nor given up, in the past where it is late; null where there is none, such as while all are paused.</param>
/// <param name="DueTarget">Which promise that is.</param>
internal sealed record TicketListItem(
    string Id, string CreatedAt, [property: Component("ListedState")] string State, [property: Component("ListedStatus")] string? Status,
    string? Agent, string? Team, string? Channel, string? Reason, string? Priority, string? Account, string? FirstResponseAt, string? LastResponseAt, decimal? HandleSeconds, decimal? AccountValue, string? DueAt, SlaTarget? DueTarget, IReadOnlyList<string> Tags)
{
    /// <summary>The members as columns. A unit that a name tells is the unit of the numbers, in every form.</summary>
    public static readonly IReadOnlyList<TableField<ListedTicket>> Fields =
    [
        TableField<ListedTicket>.Text("id", t => t.Id),
        TableField<ListedTicket>.Instant("createdAt", t => t.CreatedAtMs),
        TableField<ListedTicket>.Text("state", StateOf),
        TableField<ListedTicket>.Text("status", t => t.Status),
        TableField<ListedTicket>.Text("agent", t => t.Agent),
        TableField<ListedTicket>.Text("team", t => t.Team),
        TableField<ListedTicket>.Text("channel", t => t.Channel),
        TableField<ListedTicket>.Text("reason", t => t.Reason),
        TableField<ListedTicket>.Text("priority", t => t.Priority),
        TableField<ListedTicket>.Text("account", t => t.Account),
        TableField<ListedTicket>.Instant("firstResponseAt", t => t.FirstResponseAtMs),
        TableField<ListedTicket>.Instant("lastResponseAt", t => t.LastResponseAtMs),
        TableField<ListedTicket>.Number("handleSeconds", t => TicketItem.Seconds(t.HandleMs)),
        TableField<ListedTicket>.Number("accountValue", MoneyOf),
        TableField<ListedTicket>.Instant("dueAt", t => t.DueAtMs),
        TableField<ListedTicket>.Text("dueTarget", t => t.DueTarget is { } target ? JsonNamingPolicy.SnakeCaseLower.ConvertName(target.ToString()) : null),
        TableField<ListedTicket>.Tags("tags", t => t.Tags),
    ];

    public static TicketListItem Of(ListedTicket t) => new(
        t.Id, InstantText.Utc(t.CreatedAtMs), StateOf(t), t.Status, t.Agent, t.Team, t.Channel, t.Reason, t.Priority, t.Account,
        TicketItem.At(t.FirstResponseAtMs), TicketItem.At(t.LastResponseAtMs), TicketItem.Seconds(t.HandleMs), MoneyOf(t), TicketItem.At(t.DueAtMs), t.DueTarget, t.Tags);

    private static string StateOf(ListedTicket t) => t.IsOpen ? "open" : "resolved";

    private static decimal? MoneyOf(ListedTicket t) => t.AccountValueUnits / (decimal)Money.UnitsPerWhole;
}

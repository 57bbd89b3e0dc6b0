using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Records;
using KpiApi.Hosting;
using KpiApi.Ingest;
using KpiApi.Kpis.Admission;
using KpiApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Kpis;

/// <summary>Tickets as the numbers see them: a list to work from, and one with all that is known of it.</summary>
internal static class TicketEndpoints
{
    private const int MaxLimit = 1_000;
    private const int DefaultLimit = 100;

    private static readonly string[] s_states = ["all", "open", "resolved"];
    private static readonly string[] s_orders = ["createdAt", "lastResponseAt", "handleSeconds", "accountValue"];
    private static readonly string[] s_columns =
    [
        "id", "createdAt", "state", "status", "agent", "team", "channel", "reason", "priority", "account",
        "firstResponseAt", "lastResponseAt", "handleSeconds", "accountValue",
    ];

    public static Results<Ok<TicketItem>, ProblemHttpResult> Find(HttpContext context, TimelineReader timelines, FactFeed feed)
    {
        if (context.Request.Query.Count > 0)
            return QueryProblems.Unknown(context.Request.Query.Keys, []);
        var id = ItemEndpoints.PathId(context);
        if (timelines.Read([id]) is not [var timeline])
            return ProblemResults.Of(StatusCodes.Status404NotFound, new RequestError("unknown_ticket", $"There is no ticket '{id}'.") { Parameter = "id", Value = id });
        return TypedResults.Ok(TicketItem.Of(timeline, FactDerivation.Derive(timeline, feed.Rules)));
    }

    public static async Task<IResult> ListAsync(HttpContext context, FactWriter facts, QueryAdmission admission, VersionWaits waits)
    {
        var parameters = context.Request.Query;
        var errors = new List<QueryError>();
        var request = KpiRequests.FromQuery(parameters);
        var call = CallParameters.Take(context, request, errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        var snapshot = facts.Current;
        var query = Query(parameters, request, snapshot, errors);
        if (errors.Count > 0)
            return QueryProblems.Of(errors);

        var (tickets, next) = await admission.RunAsync(context.User, TicketList.Cost(snapshot),
            (_, cancel) => TicketList.Read(snapshot, query, cancel), context.RequestAborted);
        var rows = tickets.Select(Values);
        return call.AsCsv
            ? new CsvTable(s_columns, rows)
            : TypedResults.Ok(new ItemList<Dictionary<string, object?>>([.. rows.Select(r => s_columns.Zip(r).ToDictionary(p => p.First, p => p.Second))], next is { } cursor ? Cursors.Text(cursor, QuestionHash.Of(query)) : null));
    }

    private static TicketListQuery Query(IQueryCollection parameters, KpiRequest request, FactSnapshot snapshot, List<QueryError> errors)
    {
        request.RemoveAll(PageParameters.Names);
        var reader = new TicketListParser(request, snapshot);
        var state = (TicketState)reader.Choice("state", s_states);
        var (order, descending) = reader.Order(s_orders);
        var filters = reader.Filters(["state", "orderBy"]);
        errors.AddRange(reader.Errors);
        var query = new TicketListQuery(state, filters, (TicketOrder)order, descending, PageParameters.Limit(parameters, MaxLimit, DefaultLimit, errors), null);
        if (Cursor(parameters, errors) is not { } cursor)
            return query;
        if (reader.Errors.Count == 0 && cursor.Check(QuestionHash.Of(query), "cursor", PageParameters.Cursor(parameters)) is { } ofAnother)
            errors.Add(ofAnother);
        return query with { After = cursor.Cursor };
    }

    private static object?[] Values(ListedTicket t) =>
    [
        t.Id, InstantText.Utc(t.CreatedAtMs), t.Status is null ? "resolved" : "open", t.Status, t.Agent, t.Team, t.Channel, t.Reason, t.Priority, t.Account,
        TicketItem.At(t.FirstResponseAtMs), TicketItem.At(t.LastResponseAtMs), TicketItem.Seconds(t.HandleMs), t.AccountValueUnits / (decimal)Money.UnitsPerWhole,
    ];

    private static GivenCursor<TicketCursor>? Cursor(IQueryCollection parameters, List<QueryError> errors)
    {
        if (PageParameters.Cursor(parameters) is not { } text)
            return null;
        if (Cursors.ParseTicket(text) is { } cursor)
            return cursor;
        errors.Add(PageParameters.BadCursor(text));
        return null;
    }
}

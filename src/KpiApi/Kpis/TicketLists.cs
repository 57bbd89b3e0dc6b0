using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Queries;
using KpiApi.Http.Paging;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Endpoints;

namespace KpiApi.Kpis;

/// <summary>Tickets as the numbers see them, a page at a time.</summary>
internal sealed class TicketLists(QueryAdmission admission)
{
    public const int MaxLimit = 1_000;
    public const int DefaultLimit = 100;

    public static readonly IReadOnlyList<string> States = ["all", "open", "resolved"];
    public static readonly IReadOnlyList<string> Orders = ["createdAt", "lastResponseAt", "handleSeconds", "accountValue", "dueAt"];

    /// <param name="request">What was asked, without what says how to answer.</param>
    /// <param name="errors">Found so far. With any there is no page.</param>
    public async Task<TicketPage?> ReadAsync(KpiRequest request, ListCall call, List<QueryError> errors)
    {
        var query = Query(request, call, errors);
        if (errors.Count > 0)
            return null;
        var (tickets, next) = await admission.RunAsync(call.Caller, TicketList.Cost(call.Snapshot), (_, cancel) => TicketList.Read(call.Snapshot, query, cancel), call.Gone);
        return new TicketPage(query.State, tickets, next is { } last ? Cursors.Text(last, QuestionHash.Of(query)) : null);
    }

    private static TicketListQuery Query(KpiRequest request, ListCall call, List<QueryError> errors)
    {
        var limit = PageParameters.Limit(request, MaxLimit, DefaultLimit, errors);
        var text = PageParameters.Cursor(request);
        request.RemoveAll(PageParameters.Names);
        var reader = new TicketListParser(request, call.Snapshot);
        var state = (TicketState)reader.Choice("state", States);
        var (order, descending) = reader.Order(Orders);
        var filters = reader.Filters(["state", "orderBy"]);
        errors.AddRange(reader.Errors);
        var query = new TicketListQuery(state, filters, (TicketOrder)order, descending, limit, null);
        if (text is null)
            return query;
        if (Cursors.ParseTicket(text) is not { } cursor)
        {
            errors.Add(PageParameters.BadCursor(text));
            return query;
        }
        if (reader.Errors.Count == 0 && cursor.Check(QuestionHash.Of(query), "cursor", text) is { } ofAnother)
            errors.Add(ofAnother);
        return query with { After = cursor.Cursor };
    }
}

/// <param name="NextCursor">Null on the last page.</param>
internal sealed record TicketPage(TicketState State, IReadOnlyList<ListedTicket> Tickets, string? NextCursor)
{
    public ItemList<TicketListItem> ToItems() => new([.. Tickets.Select(TicketListItem.Of)], NextCursor);
}

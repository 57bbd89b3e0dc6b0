using System.Globalization;
using KpiApi.Engine.Queries;
using KpiApi.Http.Descriptions;

namespace KpiApi.Http.Paging;

/// <summary><c>limit</c> and <c>cursor</c> of every list.</summary>
internal static class PageParameters
{
    public const string CursorOfAnotherQuery = "cursor_of_another_query";

    public static readonly IReadOnlyList<string> Names = ["limit", "cursor"];

    public static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder route, int maxLimit, int defaultLimit) => route
        .TakesQuery("limit", Shapes.Whole("Items at most.", 1, maxLimit, defaultLimit))
        .TakesQuery("cursor", Shapes.Text("`nextCursor` of the page before, of the same query. It holds on every replica, after a restart and while data arrives."))
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "invalid_value", CursorOfAnotherQuery);

    public static int Limit(KpiRequest request, int max, int byDefault, List<QueryError> errors)
    {
        if (Text(request, "limit") is not { } text)
            return byDefault;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= max)
            return limit;
        errors.Add(new QueryError("invalid_value", "limit", text, $"'limit' is a whole number from 1 to {max}."));
        return byDefault;
    }

    public static string? Cursor(KpiRequest request) => Text(request, "cursor");

    public static QueryError BadCursor(string text) =>
        new("invalid_value", "cursor", text, "'cursor' is the 'nextCursor' of the page before, unchanged.");

    /// <summary>Several values are one that is wrong.</summary>
    private static string? Text(KpiRequest request, string name) => request.Names.Contains(name) ? string.Join(',', request.Values(name)) : null;
}

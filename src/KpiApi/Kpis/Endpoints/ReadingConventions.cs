using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Kpis.Admission;
using KpiApi.Storage.ColumnsFile;

namespace KpiApi.Kpis.Endpoints;

/// <summary>What reading calls have in common, and what the document says of it.</summary>
internal static class ReadingConventions
{
    private const string NotNow =
        "Still loading, or the version asked for is not visible yet, or the answer was not there in time, or too many wait for theirs; `Retry-After` says when to ask again.";

    /// <summary>Numbers from half of the facts would be wrong numbers.</summary>
    public static RouteGroupBuilder RefusesWhileLoading(this RouteGroupBuilder routes) => routes
        .AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<StoreReadiness>().IsReady
            ? next(context)
            : ValueTask.FromResult<object?>(ProblemResults.Unavailable("The facts are still being loaded from the store.")))
        .Fails(StatusCodes.Status503ServiceUnavailable, "Still loading; `Retry-After` says when to ask again.", "store_unavailable");

    /// <summary>Before anything is read of the question: who asks on and on is to cost little.</summary>
    public static RouteHandlerBuilder RefusesWhenFull(this RouteHandlerBuilder route) => route
        .AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<QueryAdmission>().Refusal(context.HttpContext.User) is { } refused
            ? ValueTask.FromResult<object?>(ProblemResults.Of(refused.Status, refused.Error))
            : next(context))
        .Fails(StatusCodes.Status429TooManyRequests, "Too many requests, or too many of them wait for their turn; `Retry-After` and `RateLimit-Reset` say when to go on.", "too_many_queries", "too_many_waits")
        .Fails(StatusCodes.Status503ServiceUnavailable, NotNow, "query_timeout", "queries_busy");

    /// <summary>Waits for a version of the data when asked to.</summary>
    public static RouteHandlerBuilder WaitsForVersion(this RouteHandlerBuilder route) =>
        route.Fails(StatusCodes.Status503ServiceUnavailable, NotNow, "version_not_visible", "deriving");

}

using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;

namespace KpiApi.Http;

/// <summary>Calls without parameters in the query: one that is given is a mistake, and what it asks for would be left undone in silence.</summary>
internal static class NoParameters
{
    public static RouteHandlerBuilder TakesNoParameters(this RouteHandlerBuilder route) => route.AddEndpointFilter((context, next) =>
        context.HttpContext.Request.Query is { Count: > 0 } query ? ValueTask.FromResult<object?>(ProblemResults.OfQuery(StatusCodes.Status400BadRequest, [.. query.Keys.Select(Unknown)])) : next(context))
        .Fails(StatusCodes.Status400BadRequest, "The request cannot be understood.", "unknown_parameter");

    public static RequestError Unknown(string name) => new("unknown_parameter", $"There is no parameter '{name}'.") { Parameter = name };
}

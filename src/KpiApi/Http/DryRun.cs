using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;

namespace KpiApi.Http;

/// <summary>A write that is checked like any other, stores nothing, and is answered with what would have become of it.</summary>
internal static class DryRun
{
    public const string Parameter = "dryRun";

    public static bool IsAsked(HttpContext context) => context.Request.Query[Parameter] == "true";

    /// <summary>For calls that have no other parameter.</summary>
    public static RouteHandlerBuilder TakesDryRun(this RouteHandlerBuilder route) => route.AddEndpointFilter((context, next) =>
    {
        var query = context.HttpContext.Request.Query;
        var errors = query.Keys.Where(name => name != Parameter).Select(NoParameters.Unknown).Concat(Check(query)).ToList();
        return errors.Count > 0 ? ValueTask.FromResult<object?>(ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors)) : next(context);
    })
        .TakesQuery(Parameter, Shape)
        .Fails(StatusCodes.Status400BadRequest, "The request cannot be understood.", "unknown_parameter", "unknown_value");

    public static Microsoft.OpenApi.OpenApiSchema Shape => Shapes.Flag("Check everything, store nothing, and answer what would have happened.");

    /// <summary>What is wrong with the parameter.</summary>
    public static IEnumerable<RequestError> Check(IQueryCollection query) =>
        query[Parameter].Where(value => value is not ("true" or "false")).Select(value => new RequestError("unknown_value", $"{Parameter} is true or false, the default.") { Parameter = Parameter, Value = value });
}

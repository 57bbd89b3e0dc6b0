using KpiApi.Engine.Queries;
using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Kpis.Endpoints;

internal static class QueryProblems
{
    /// <summary>400 with every error of the query; 403 when the caller may not ask it; 503 when it can't be answered yet.</summary>
    public static ProblemHttpResult Of(IReadOnlyList<QueryError> errors) => ProblemResults.OfQuery(
        errors.Any(e => e.Code == AgentQuestions.Refused) ? StatusCodes.Status403Forbidden
            : errors.All(e => e.Code == QueryError.Deriving) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest,
        [.. errors.Select(e => new RequestError(e.Code, e.Message, e.Nearest) { Parameter = e.Parameter, Value = e.Value })]);

    public static IEnumerable<QueryError> UnknownOf(IEnumerable<string> names, IReadOnlyList<string> valid) =>
        names.Except(valid).Select(name => new QueryError("unknown_parameter", name, null, $"There is no parameter '{name}'.", Engine.Spelling.Nearest.To(name, valid)));

    /// <summary>404 that names what was meant, perhaps.</summary>
    public static ProblemHttpResult NotFound(string code, string name, string message, string? nearest) => ProblemResults.Of(
        StatusCodes.Status404NotFound,
        new RequestError(code, message, nearest) { Parameter = "name", Value = name });
}

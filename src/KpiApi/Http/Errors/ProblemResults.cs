using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KpiApi.Http.Errors;

/// <summary>RFC 9457 answers; <see cref="Problems"/> adds what all of them carry.</summary>
internal static class ProblemResults
{
    public static ProblemHttpResult Of(int status, RequestError error) => Of(status, error.Code, error.Message, [error]);

    /// <param name="code">Becomes the type.</param>
    public static ProblemHttpResult Of(int status, string code, string detail, IReadOnlyList<RequestError> errors) =>
        TypedResults.Problem(new ProblemDetails
        {
            Type = Problems.TypeOf(code),
            Title = Problems.TitleOf(status),
            Status = status,
            Detail = detail,
            Extensions = { ["errors"] = errors },
        });

    /// <summary>Everything that is wrong with a query.</summary>
    public static ProblemHttpResult OfQuery(int status, IReadOnlyList<RequestError> errors) => errors is [var only]
        ? Of(status, only)
        : Of(status, "invalid_query", $"The query has {errors.Count} errors.", errors);

    public static ProblemHttpResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, new("store_unavailable", detail));
}

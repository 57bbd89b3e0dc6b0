using System.Diagnostics;
using KpiApi.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace KpiApi.Hosting;

/// <summary>Every answer that is an error has api.md's form, also those that the framework makes: no route, wrong method, too large, a fault of ours.</summary>
internal static class Problems
{
    private const string RetryAfterSeconds = "5";

    public static void AddProblems(this IServiceCollection services) => services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Answer, SuppressDiagnosticsCallback = IsNoFaultOfOurs });
        app.UseStatusCodePages(context => ForStatus(context.HttpContext, context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    public static string TypeOf(string code) => $"/problems/{code.Replace('_', '-')}";

    public static string TitleOf(int status) => ReasonPhrases.GetReasonPhrase(status);

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Instance ??= context.HttpContext.Request.Path;
        problem.Extensions["traceId"] = Activity.Current?.Id ?? context.HttpContext.TraceIdentifier;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
    }

    private static Task Answer(HttpContext context) =>
        (context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error switch
        {
            StoreUnavailableException failure => ProblemResults.Unavailable(failure.Message),
            RejectedBodyException rejected => ProblemResults.Of(rejected.Status, rejected.Error),
            BadHttpRequestException failure => ForStatus(context, failure.StatusCode),
            InvalidDataException => ProblemResults.Of(
                StatusCodes.Status400BadRequest, new RequestError("invalid_encoding", "The body is not in the compression that Content-Encoding names.")),
            _ => ForStatus(context, StatusCodes.Status500InternalServerError),
        }).ExecuteAsync(context);

    private static bool IsNoFaultOfOurs(ExceptionHandlerSuppressDiagnosticsContext context) =>
        context.Exception is StoreUnavailableException or RejectedBodyException or BadHttpRequestException or InvalidDataException;

    public static ProblemHttpResult ForStatus(HttpContext context, int status)
    {
        var (code, message) = status switch
        {
            StatusCodes.Status400BadRequest => ("bad_request", "The request cannot be understood."),
            StatusCodes.Status404NotFound => ("not_found", $"There is nothing at {context.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", $"{context.Request.Method} is not possible here; possible: {context.Response.Headers.Allow}."),
            StatusCodes.Status406NotAcceptable => ("not_acceptable", "The answer is JSON, which the Accept header does not allow."),
            StatusCodes.Status413PayloadTooLarge => ("too_large", "The body is larger than allowed here; application/x-ndjson may have any length."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "The body is in a format or compression that is not taken here."),
            StatusCodes.Status500InternalServerError => ("internal_error", "Something went wrong on our side; the traceId finds it in the log."),
            _ => ("http_" + status, TitleOf(status) + "."),
        };
        return ProblemResults.Of(status, new RequestError(code, message));
    }
}

using System.Diagnostics;
using System.Net.Mime;
using System.Text.Json;
using KpiApi.Http.Limits;
using KpiApi.Storage.Checking;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace KpiApi.Http.Errors;

/// <summary>Is shown every problem that is answered, before it is sent.</summary>
internal delegate void ProblemObserver(HttpContext context, ProblemDetails problem, string traceId);

/// <summary>Every answer that is an error has api.md's form, also those that the framework makes: no route, wrong method, too large, a fault of ours.</summary>
internal static class Problems
{
    public const string StoreAway = "The store does not answer at the moment.";

    private const string RetryAfterSeconds = "5";

    public static void AddProblems(this IServiceCollection services)
    {
        // The first that can write is taken.
        services.AddSingleton<IProblemDetailsWriter, Writer>();
        services.AddProblemDetails();
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Answer, SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(context =>
        {
            HeadRequests.AddTo(context.HttpContext.Response);
            return ForStatus(context.HttpContext, context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext);
        });
    }

    public static string TypeOf(string code) => $"/problems/{code.Replace('_', '-')}";

    public static string TitleOf(int status) => ReasonPhrases.GetReasonPhrase(status);

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Instance ??= context.HttpContext.Request.Path;
        var traceId = Activity.Current?.Id ?? context.HttpContext.TraceIdentifier;
        problem.Extensions["traceId"] = traceId;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable && problem.Type != TypeOf(StoreDamage.Code)) context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        if (problem.Status == StatusCodes.Status429TooManyRequests) context.HttpContext.Response.Headers.TryAdd("Retry-After", "1");
        context.HttpContext.RequestServices.GetRequiredService<ProblemObserver>()(context.HttpContext, problem, traceId);
    }

    /// <summary>Also for callers whose Accept header has no JSON: the framework's own writer would leave them to a bare status.</summary>
    private sealed class Writer : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Complete(context);
            return new(context.HttpContext.Response.WriteAsJsonAsync(context.ProblemDetails, (JsonSerializerOptions?)null, MediaTypeNames.Application.ProblemJson));
        }
    }

    private static Task Answer(HttpContext context)
    {
        AnswerHeaders.AddTo(context);
        return (Expected(context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error, context) is var (status, error)
            ? ProblemResults.Of(status, error)
            : ForStatus(context, StatusCodes.Status500InternalServerError)).ExecuteAsync(context);
    }

    /// <summary>A fault of this program, of which the log tells all.</summary>
    public static bool IsFault(Exception? failure, HttpContext context) => failure is not null && Expected(failure, context) is null;

    /// <summary>What an exception means that is no fault of this program; null for one that is.</summary>
    public static (int Status, RequestError Error)? Expected(Exception failure, HttpContext context) => failure switch
    {
        StoreUnavailableException away => (StatusCodes.Status503ServiceUnavailable, new(away.Code, failure.Message)),
        RefusedException refused => (refused.Status, refused.Error),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } when context.Features.Get<PackedBody>() is not null =>
            (StatusCodes.Status413PayloadTooLarge, new("too_large_unpacked", "Unpacked, the body is larger than allowed here.")),
        BadHttpRequestException bad => (bad.StatusCode, ErrorOf(context, bad.StatusCode)),
        // The server reads the size of a chunk as a number that has to fit, and does not call it the client's mistake when it does not.
        IOException { InnerException: OverflowException } => (StatusCodes.Status400BadRequest, new("bad_request", "The body has a chunk whose size is no number that can be.")),
        InvalidDataException => (StatusCodes.Status400BadRequest, new("invalid_encoding", "The body is not in the compression that Content-Encoding names.")),
        StoreDamagedException => (StatusCodes.Status500InternalServerError, new(StoreDamage.Code, failure.Message)),
        _ => context.RequestServices.GetRequiredService<StoreDamage>().Judge(failure) switch
        {
            StoreFailure.Damaged => (StatusCodes.Status500InternalServerError, new(StoreDamage.Code, StoreDamage.Sentence)),
            StoreFailure.Permanent => null,
            _ => (StatusCodes.Status503ServiceUnavailable, new(StoreUnavailableException.Unavailable, StoreAway)),
        },
    };

    public static ProblemHttpResult ForStatus(HttpContext context, int status) => ProblemResults.Of(status, ErrorOf(context, status));

    private static RequestError ErrorOf(HttpContext context, int status)
    {
        var (code, message) = status switch
        {
            StatusCodes.Status400BadRequest => ("bad_request", "The request cannot be understood."),
            StatusCodes.Status404NotFound => ("not_found", $"There is nothing at {context.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", $"{context.Request.Method} is not possible here; possible: {context.Response.Headers.Allow}."),
            StatusCodes.Status406NotAcceptable => ("not_acceptable", "The answer is JSON, which the Accept header does not allow."),
            StatusCodes.Status408RequestTimeout => ("too_slow", "The body came too slowly."),
            StatusCodes.Status413PayloadTooLarge => ("too_large", "The body is larger than allowed here; application/x-ndjson may have any length."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "The body is in a format or compression that is not taken here."),
            StatusCodes.Status500InternalServerError => ("internal_error", "Something went wrong on our side; the traceId finds it in the log."),
            _ => ("http_" + status, TitleOf(status) + "."),
        };
        return new(code, message);
    }
}

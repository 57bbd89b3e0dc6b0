using KpiApi.Auth.Policies;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Ingest;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace KpiApi.Operations;

/// <summary>
/// One line in the log for a request that failed, by which its traceId is found again: with the route, the code, how much was refused and
/// whose key it was, never with what was sent.
/// </summary>
internal sealed partial class ProblemLog(WriteLedger ledger, ILogger<ProblemLog> logger)
{
    public void Add(HttpContext context, ProblemDetails problem, string traceId)
    {
        var (route, code) = (RouteOf(context), CodeOf(problem));
        var key = context.User.KeyId();
        // Whose token it is may be somebody's address.
        var shown = key.Split(':')[0];
        if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            var failure = context.Features.Get<IExceptionHandlerFeature>()?.Error;
            if (Problems.IsFault(failure, context)) Log.Failed(logger, failure, route, shown, traceId);
            else Log.NotAnswered(logger, route, problem.Status, code, shown, traceId);
        }
        else if (IsWrite(context) && !DryRun.IsAsked(context))
        {
            var codes = Codes(problem, code);
            if (context.User.IsKnown()) ledger.Refuse(key, codes);
            // Whoever is too fast is so thousands of times.
            var rejected = codes.Sum(one => one.Items);
            if (problem.Status != StatusCodes.Status429TooManyRequests) Log.Refused(logger, route, problem.Status, code, rejected, shown, traceId);
        }
    }

    /// <summary>As the route is written, without what stands in the address.</summary>
    private static string RouteOf(HttpContext context) =>
        $"{MethodName(context.Request.Method)} {(context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint()) switch { RouteEndpoint route => route.RoutePattern.RawText, _ => "(no route)" }}";

    private static string MethodName(string method) => Array.Find(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], known => known == method) ?? "?";

    private static bool IsWrite(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
        && (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint())?.Metadata is { } metadata
        && (metadata.NeededScopes() & (Scopes.Ingest | Scopes.Admin)) != 0;

    private static string CodeOf(ProblemDetails problem) => (problem.Type ?? "").Split('/')[^1].Replace('-', '_');

    /// <summary>Each item by its first mistake; those beyond the mistakes that are listed, and a request that was refused as a whole, by the code of the answer.</summary>
    private static List<(string Code, long Items)> Codes(ProblemDetails problem, string code)
    {
        if (!problem.Extensions.TryGetValue("rejected", out var rejected) || rejected is not long items || items == 0) return [(FirstOf(problem) ?? code, 1)];
        var listed = ((IEnumerable<RequestError>)problem.Extensions["errors"]!).Where(error => error.Item?.Index is not null).DistinctBy(error => error.Item!.Value.Index).ToList();
        var codes = listed.GroupBy(error => error.Code, StringComparer.Ordinal).Select(group => (group.Key, (long)group.Count())).ToList();
        return items > listed.Count ? [.. codes, (code, items - listed.Count)] : codes;
    }

    /// <summary>Of an item that came alone.</summary>
    private static string? FirstOf(ProblemDetails problem) =>
        problem.Extensions.TryGetValue("errors", out var errors) && errors is IEnumerable<RequestError> all ? all.FirstOrDefault(error => error.Item is not null)?.Code : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Route} was refused: {Status} {Code}, {Count} rejected, key {Key}, traceId {TraceId}")]
        public static partial void Refused(ILogger logger, string route, int? status, string code, long count, string key, string traceId);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Route} was not answered: {Status} {Code}, key {Key}, traceId {TraceId}")]
        public static partial void NotAnswered(ILogger logger, string route, int? status, string code, string key, string traceId);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Route} failed, key {Key}, traceId {TraceId}")]
        public static partial void Failed(ILogger logger, Exception? failure, string route, string key, string traceId);
    }
}

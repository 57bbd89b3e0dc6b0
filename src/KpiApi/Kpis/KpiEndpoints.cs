using System.Net.Mime;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Queries;
using KpiApi.Hosting;
using KpiApi.Hosting.Keys;
using KpiApi.Hosting.Limits;
using KpiApi.Ingest;
using KpiApi.Kpis.Admission;
using KpiApi.Storage;

namespace KpiApi.Kpis;

internal static class KpiEndpoints
{
    public static void MapKpis(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").AddEndpointFilter(RefuseOtherForms).AddEndpointFilter(RefuseWhileLoading).Needs(Scopes.Read);
        v1.MapGet("/kpis", GetAsync).AddEndpointFilter(AnswerAgain);
        v1.MapPost("/kpis", PostAsync).WithBodyLimit(limits => limits.MaxSmallBodyBytes);
        v1.MapGet("/kpis/records", RecordEndpoints.ListAsync).Needs(Scopes.Read | Scopes.ReadAgents);
        v1.MapGet("/metrics", MetricEndpoints.List);
        v1.MapGet("/metrics/{name}", MetricEndpoints.Find);
        v1.MapGet("/dimensions/{name}", DimensionEndpoints.ListAsync);
        v1.MapGet("/tickets", TicketEndpoints.ListAsync).Needs(Scopes.Read | Scopes.ReadAgents);
        v1.MapGet("/tickets/{id}", TicketEndpoints.Find).Needs(Scopes.Read | Scopes.ReadAgents);
    }

    private static Task<IResult> GetAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits, AnswerCache answers) =>
        AnswerAsync(context, KpiRequests.FromQuery(context.Request.Query), runner, admission, waits, answers);

    private static async Task<IResult> PostAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits)
    {
        if (MediaTypes.Of(context.Request) != MediaTypeNames.Application.Json)
            return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        if (context.Request.Query.Count > 0)
            return QueryProblems.Of([.. context.Request.Query.Keys.Select(name => new QueryError("unknown_parameter", name, null, $"A POST takes its parameters in the body, so '{name}' belongs there."))]);
        return await AnswerAsync(context, await KpiRequests.FromBodyAsync(context.Request, context.RequestAborted), runner, admission, waits, null);
    }

    /// <param name="answers">Keeps the answer for the same text of a question; null for those that have none.</param>
    private static async Task<IResult> AnswerAsync(
        HttpContext context, KpiRequest request, KpiRunner runner, QueryAdmission admission, VersionWaits waits, AnswerCache? answers)
    {
        var errors = new List<QueryError>();
        var call = CallParameters.Take(context, request, errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        var basis = answers?.Basis;
        var (query, snapshot, queryErrors) = runner.Parse(request, Caller.Of(context));
        if (query is null || errors.Count > 0)
            return QueryProblems.Of([.. errors, .. queryErrors]);

        var hash = EntityTag.Hash(query, call.AsCsv);
        var tag = EntityTag.Of(snapshot.Version, hash);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = CallParameters.Caching;
        if (EntityTag.IsKnown(context.Request, tag) && !runner.IsStale)
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var prepared = runner.Prepare(query, snapshot);
        var admitted = admission.Admit(Caller.Of(context), prepared.Cost, context.RequestAborted);
        context.Response.RegisterForDispose(admitted);
        var (text, isStale, failures) = await admitted.RunAsync((helpers, cancel) => Answer(prepared, runner, call.AsCsv, helpers, cancel));
        if (text is null)
            return QueryProblems.Of(failures);
        context.Response.RegisterForDispose(text);
        // A copy with the warning, or without it, is no copy of the other: none is taken for the answer later.
        if (isStale)
            context.Response.Headers.ETag = default;
        var asOf = query.AsOf.ToDateTimeOffset();
        if (call.AsCsv)
            return new LongAnswer(admitted, text, CsvTable.MediaType, []);
        if (!text.IsWhole)
            return new LongAnswer(admitted, text, KpiResponse.MediaType, KpiResponse.Tail(asOf, snapshot.Version));
        var answer = new KpiResponse(text.Written.ToArray(), isStale ? null : hash, asOf, snapshot.Version);
        if (call.MinVersion is null && !isStale && basis is not null)
            answers!.Keep(AnswerKey.Of(context), basis.Value, query, snapshot, answer, request.Values("period").Contains("all", StringComparer.OrdinalIgnoreCase));
        return answer;
    }

    /// <summary>Counts and writes the beginning of the answer, or all of it when it is short.</summary>
    private static (AnswerText? Text, bool IsStale, IReadOnlyList<QueryError> Failures) Answer(
        PreparedQuery prepared, KpiRunner runner, bool asCsv, Helpers helpers, CancellationToken cancel)
    {
        var (result, failures) = runner.Execute(prepared, helpers, cancel);
        return result is null ? (null, false, failures) : (runner.Render(result, asCsv, cancel), result.Warnings.Any(w => w.Code == StoreFreshness.Code), []);
    }

    /// <summary>After the route's scopes were checked; whether the caller may see agents is part of the key.</summary>
    private static ValueTask<object?> AnswerAgain(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<AnswerCache>().Find(AnswerKey.Of(context.HttpContext)) is { } answer
            ? ValueTask.FromResult<object?>(answer)
            : next(context);

    private static ValueTask<object?> RefuseOtherForms(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        CallParameters.IsAcceptable(context.HttpContext.Request)
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.ForStatus(context.HttpContext, StatusCodes.Status406NotAcceptable));

    /// <summary>Numbers from half of the facts would be wrong numbers.</summary>
    private static ValueTask<object?> RefuseWhileLoading(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<StoreReadiness>().IsReady
            ? next(context)
            : ValueTask.FromResult<object?>(ProblemResults.Unavailable("The facts are still being loaded from the store."));
}

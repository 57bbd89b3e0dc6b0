using System.Net.Mime;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Queries;
using KpiApi.Hosting;
using KpiApi.Hosting.Keys;
using KpiApi.Hosting.Limits;
using KpiApi.Ingest;
using KpiApi.Storage;

namespace KpiApi.Kpis;

internal static class KpiEndpoints
{
    public static void MapKpis(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").AddEndpointFilter(RefuseOtherForms).AddEndpointFilter(RefuseWhileLoading).Needs(Scopes.Read);
        v1.MapGet("/kpis", GetAsync);
        v1.MapPost("/kpis", PostAsync).WithBodyLimit(limits => limits.MaxSmallBodyBytes);
        v1.MapGet("/kpis/records", RecordEndpoints.ListAsync).Needs(Scopes.Read | Scopes.ReadAgents);
        v1.MapGet("/metrics", MetricEndpoints.List);
        v1.MapGet("/metrics/{name}", MetricEndpoints.Find);
        v1.MapGet("/dimensions/{name}", DimensionEndpoints.List);
        v1.MapGet("/tickets", TicketEndpoints.ListAsync).Needs(Scopes.Read | Scopes.ReadAgents);
        v1.MapGet("/tickets/{id}", TicketEndpoints.Find).Needs(Scopes.Read | Scopes.ReadAgents);
    }

    private static Task<IResult> GetAsync(HttpContext context, KpiRunner runner, FactWriter facts, TimeProvider clock) =>
        AnswerAsync(context, KpiRequests.FromQuery(context.Request.Query), runner, facts, clock);

    private static async Task<IResult> PostAsync(HttpContext context, KpiRunner runner, FactWriter facts, TimeProvider clock)
    {
        if (MediaTypes.Of(context.Request) != MediaTypeNames.Application.Json)
            return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        if (context.Request.Query.Count > 0)
            return QueryProblems.Of([.. context.Request.Query.Keys.Select(name => new QueryError("unknown_parameter", name, null, $"A POST takes its parameters in the body, so '{name}' belongs there."))]);
        return await AnswerAsync(context, await KpiRequests.FromBodyAsync(context.Request, context.RequestAborted), runner, facts, clock);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, KpiRequest request, KpiRunner runner, FactWriter facts, TimeProvider clock)
    {
        var errors = new List<QueryError>();
        var call = CallParameters.Take(context, request, errors);
        if (await call.WaitAsync(facts, clock, context.RequestAborted) is { } problem)
            return problem;
        var (query, snapshot, queryErrors) = runner.Parse(request, Caller.Of(context));
        if (query is null || errors.Count > 0)
            return QueryProblems.Of([.. errors, .. queryErrors]);

        var tag = EntityTag.Of(query, snapshot.Version, call.AsCsv);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = CallParameters.Caching;
        if (EntityTag.IsKnown(context.Request, tag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var (result, failures) = KpiRunner.Execute(query, snapshot, context.RequestAborted);
        return result is null ? QueryProblems.Of(failures) : call.AsCsv ? KpiCsv.Of(result) : new KpiResponse(result);
    }

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

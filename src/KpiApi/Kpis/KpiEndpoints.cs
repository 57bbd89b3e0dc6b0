using System.Net.Mime;
using KpiApi.Engine.Queries;
using KpiApi.Hosting;
using KpiApi.Ingest;
using KpiApi.Storage;
using Microsoft.AspNetCore.Mvc;

namespace KpiApi.Kpis;

internal static class KpiEndpoints
{
    public static void MapKpis(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").AddEndpointFilter(RefuseWhileLoading);
        v1.MapGet("/kpis", GetAsync);
        v1.MapPost("/kpis", PostAsync).WithMetadata(new RequestSizeLimitAttribute(KpiRequests.MaxBodyBytes));
        v1.MapGet("/metrics", MetricEndpoints.List);
        v1.MapGet("/metrics/{name}", MetricEndpoints.Find);
        v1.MapGet("/dimensions/{name}", DimensionEndpoints.List);
        v1.MapGet("/tickets/{id}", TicketEndpoints.Find);
    }

    private static Task<IResult> GetAsync(HttpContext context, KpiRunner runner) =>
        Task.FromResult(Answer(KpiRequests.FromQuery(context.Request.Query), runner, context.RequestAborted));

    private static async Task<IResult> PostAsync(HttpContext context, KpiRunner runner)
    {
        if (MediaTypes.Of(context.Request) != MediaTypeNames.Application.Json)
            return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        return Answer(await KpiRequests.FromBodyAsync(context.Request, context.RequestAborted), runner, context.RequestAborted);
    }

    private static IResult Answer(KpiRequest request, KpiRunner runner, CancellationToken cancel)
    {
        var (result, errors) = runner.Run(request, cancel);
        return result is null ? QueryProblems.Of(errors) : new KpiResponse(result);
    }

    /// <summary>Numbers from half of the facts would be wrong numbers.</summary>
    private static ValueTask<object?> RefuseWhileLoading(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<StoreReadiness>().IsReady
            ? next(context)
            : ValueTask.FromResult<object?>(ProblemResults.Unavailable("The facts are still being loaded from the store."));
}

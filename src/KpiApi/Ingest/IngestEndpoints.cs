using KpiApi.Auth;
using KpiApi.Hosting;
using KpiApi.Hosting.Limits;
using KpiApi.Storage;

namespace KpiApi.Ingest;

internal static class IngestEndpoints
{
    public static void MapIngest(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").AnswersJson().RequireAuthorization(ScopeNames.Ingest);
        MapResource(v1, Resources.Tickets);
        MapResource(v1, Resources.Events);
        MapResource(v1, Resources.Surveys);
        MapResource(v1, Resources.Agents);
        MapResource(v1, Resources.Shifts);
        MapResource(v1, Resources.Costs);
        MapUpserts(v1, Resources.Accounts);
        app.MapGroup("/v1").AnswersJson().RequireAuthorization(ScopeNames.Admin).MapDelete("/accounts/{id}", EraseEndpoints.EraseAsync).TakesNoParameters();
    }

    private static void MapResource<T>(RouteGroupBuilder v1, Resource<T> resource)
    {
        MapUpserts(v1, resource);
        v1.MapDelete($"/{resource.Contract.Name}/{{id}}", (HttpContext context, GroupWriter writer) => ItemEndpoints.DeleteAsync(resource, context, writer)).TakesNoParameters();
    }

    private static void MapUpserts<T>(RouteGroupBuilder v1, Resource<T> resource)
    {
        var (all, one) = ($"/{resource.Contract.Name}", $"/{resource.Contract.Name}/{{id}}");
        v1.MapPut(one, (HttpContext context, GroupWriter writer) => ItemEndpoints.PutAsync(resource, context, writer)).TakesNoParameters()
            .WithBodyLimit(limits => limits.MaxBodyBytes);
        // Lines and rows may be any number; a body that is read whole has its own limit.
        v1.MapPost(all, (HttpContext context, GroupWriter writer) => BatchEndpoints.PostAsync(resource, context, writer))
            .WithBodyLimit(_ => null);
    }
}

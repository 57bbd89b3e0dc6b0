using KpiApi.Hosting.Keys;
using KpiApi.Storage;

namespace KpiApi.Hosting;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").NeedsNoKey();
        health.MapGet("/live", () => TypedResults.Ok(new { status = "live" }));
        health.MapGet("/ready", Ready);
    }

    private static IResult Ready(StoreReadiness readiness) => readiness.IsReady
        ? TypedResults.Ok(new { status = "ready" })
        : ProblemResults.Unavailable("The facts are still being loaded from the store.");
}

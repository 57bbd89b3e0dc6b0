using KpiApi.Hosting.Keys;
using KpiApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

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
        : Loading(readiness.Progress);

    private static ProblemHttpResult Loading(LoadProgress progress)
    {
        var problem = ProblemResults.Unavailable("The facts are still being loaded from the store.");
        problem.ProblemDetails.Extensions["loaded"] = progress.Loaded;
        problem.ProblemDetails.Extensions["of"] = progress.Of;
        problem.ProblemDetails.Extensions["version"] = progress.Version;
        return problem;
    }
}

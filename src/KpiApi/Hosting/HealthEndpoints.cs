using KpiApi.Engine.Results;
using KpiApi.Storage;
using KpiApi.Storage.Checking;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Hosting;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").AllowAnonymous();
        health.MapGet("/live", () => (IResult)TypedResults.Ok(new { status = "live" }));
        health.MapGet("/ready", Ready);
    }

    /// <summary>Also ready while the store is away: the numbers are there, and say how old they are. Damage does not pass by itself.</summary>
    private static IResult Ready(StoreReadiness readiness, StoreFreshness freshness, StoreDamage damage, GroupWriter writer) =>
        damage.IsSeen ? ProblemResults.Of(StatusCodes.Status503ServiceUnavailable, new(StoreDamage.Code, StoreDamage.Sentence))
        : readiness.IsReady
        ? TypedResults.Ok(new { status = "ready", writes = writer.IsRefusing ? "refused" : "taken", warnings = freshness.Warning is { } warning ? [warning] : Array.Empty<KpiWarning>() })
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

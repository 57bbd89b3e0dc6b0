using KpiApi.Engine.Results;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Storage.Checking;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Operations;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags(Tags.Health).AllowAnonymous();
        health.MapGet("/live", () => TypedResults.Ok(new Liveness("live")))
            .WithName("live")
            .WithSummary("Is the process alive?")
            .WithDescription("Answers as long as the process does; says nothing about the data.")
            .Explains(StatusCodes.Status200OK, "It is.");
        health.MapGet("/ready", Ready)
            .WithName("ready")
            .WithSummary("Can it answer queries?")
            .WithDescription("Not before every fact of the store is in memory: numbers from half of the facts would be wrong numbers.")
            .Explains(StatusCodes.Status200OK, "It can; while the store is away too, when `warnings` tells how old the numbers are.")
            .Fails(StatusCodes.Status503ServiceUnavailable, "Still loading; `Retry-After` says when to ask again. Or the database is damaged, which does not pass.", "store_unavailable", StoreDamage.Code)
            .FailsAs(ProblemShapes.NotReady, StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Also ready while the store is away: the numbers are there, and say how old they are. Damage does not pass by itself.</summary>
    private static Results<Ok<Readiness>, ProblemHttpResult> Ready(StoreReadiness readiness, StoreFreshness freshness, StoreDamage damage, GroupWriter writer) =>
        damage.IsSeen ? ProblemResults.Of(StatusCodes.Status503ServiceUnavailable, new(StoreDamage.Code, StoreDamage.Sentence))
        : readiness.IsReady
        ? TypedResults.Ok(new Readiness("ready", writer.IsRefusing ? "refused" : "taken", freshness.Warning is { } warning ? [warning] : []))
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

/// <param name="Status">live.</param>
internal sealed record Liveness(string Status);

/// <param name="Status">ready.</param>
/// <param name="Writes">taken; or refused at once, because the store is away.</param>
internal sealed record Readiness(string Status, string Writes, IReadOnlyList<KpiWarning> Warnings);

using KpiApi.Auth;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Storage.Tables;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Changes;

/// <summary>Server-sent events, for live pages.</summary>
internal static class StreamEndpoints
{
    public const string EventStream = "text/event-stream";

    public static void MapStream(this IEndpointRouteBuilder app) => app.MapGroup("/v1").WithTags(Tags.Kpis).RequireAuthorization(ScopeNames.Read)
        .MapGet("/stream", Listen).TakesNoParameters()
        .WithName("getStream")
        .WithSummary("Follow when new data is visible, and what alerts report")
        .WithDescription("""
            Server-sent events, as `EventSource` reads them: `event: version` with `data: {"version": 4711}` at once, then whenever a newer version is visible, at most once a second, and every 15 seconds even
            so, by which a listener knows that the stream lives. Ask for the numbers again with `minVersion` of the event. `event: alert` has what an alert reports as it is delivered to webhooks, within
            seconds of its being reported; those that name agents only for keys with `read:agents`. The stream ends when the service stops; connect again.
            """)
        .Produces<string>(StatusCodes.Status200OK, EventStream)
        .Explains(StatusCodes.Status200OK, "The events, until the caller leaves.")
        .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status200OK)
        .Fails(StatusCodes.Status429TooManyRequests, "Too many requests, or too many streams of this key; `Retry-After` and `RateLimit-Reset` say when to go on.", "too_many_streams");

    private static async Task<IResult> Listen(HttpContext context, VersionStream stream, IHostApplicationLifetime lifetime)
    {
        if (HeadRequests.IsHead(context)) return TypedResults.Content("", EventStream);
        var key = context.User.KeyId();
        stream.Begin(key);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            // nginx would hold events back until it has a buffer full of them.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await TypedResults.ServerSentEvents(stream.ListenAsync(context.User.Holds(Scopes.ReadAgents), ending.Token)).ExecuteAsync(context);
            return TypedResults.Empty;
        }
        finally
        {
            stream.End(key);
        }
    }
}

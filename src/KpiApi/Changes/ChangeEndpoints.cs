using KpiApi.Auth;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Kpis.Admission;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Changes;

/// <summary>The changes since a version, for callers that keep a copy.</summary>
internal static class ChangeEndpoints
{
    public static void MapChanges(this IEndpointRouteBuilder app) => app.MapGroup("/v1").WithTags(Tags.Ingest).RequireAuthorization(ScopeNames.Read).ReadsStore()
        .MapGet("/changes", GetAsync)
        .WithName("getChanges")
        .WithSummary("What has changed since a version")
        .WithDescription("""
            A line for each change, in the order of versions: `{"version": 7, "kind": "tickets", "id": "T-1", "key": "93f5f5799a932462", "item": {…}}`, with the item as it is now and as it can be
            sent; an item that changed several times comes once, at its last change. The last line is `{"next": 9}`: ask with `since=9` to go on. An answer without it broke off; ask again.

            A deletion is `{"version": 8, "kind": "tickets", "key": "93f5f5799a932462", "deleted": true}`. Deleted ids are kept nowhere, so that an erased customer leaves none: keep the `key` of
            each item beside it, and delete by `kind` and `key`. Within a version deletions come first, and an event or survey that moves to another ticket is told as a deletion and an item.

            Without `read:agents` the members that name agents are absent, comments of surveys too, and so is the kind `agents`.
            """)
        .TakesQuery("since", Shapes.Whole("The `next` of the answer before; 0, the default, for everything.", 4711))
        .TakesQuery("kinds", Shapes.Text($"Separated by commas: {string.Join(", ", ChangeKind.All.Select(kind => kind.Name))}. Default: all.", "tickets,events"))
        .TakesQuery("limit", Shapes.Whole("Lines after which the answer ends, at the end of a version, so it may have some more.", 1, int.MaxValue))
        .TakesQuery("wait", Shapes.Whole("Seconds to wait for a change when there is none yet.", 0, ChangeParameters.MaxWaitSeconds, 0))
        .Produces<string>(StatusCodes.Status200OK, MediaTypes.Ndjson)
        .Explains(StatusCodes.Status200OK, "The changes.")
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "unknown_parameter", "unknown_value", "invalid_value")
        .Fails(StatusCodes.Status409Conflict, "The store has no such version: it was restored from a backup. Drop the copy and begin with `since=0`.", "version_ahead")
        .Fails(StatusCodes.Status429TooManyRequests, "Too many requests, or too many of them wait; `Retry-After` and `RateLimit-Reset` say when to go on.", "too_many_waits");

    private static async Task<IResult> GetAsync(HttpContext context, StoreQueries store, VersionWaits waits)
    {
        var errors = new List<RequestError>();
        var asked = ChangeParameters.Read(context.Request.Query, errors);
        if (errors.Count > 0) return ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors);
        var showsAgents = context.User.Holds(Scopes.ReadAgents);
        if (!showsAgents && asked.Kinds?.FirstOrDefault(kind => kind.IsOfAgents) is { } ofAgents)
            return ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeNames.Missing(Scopes.ReadAgents) with { Parameter = "kinds", Value = ofAgents.Name });
        var until = store.ReadVersion();
        if (asked.Since > until)
            return ProblemResults.Of(StatusCodes.Status409Conflict, new("version_ahead", $"The store is at version {until}: it was restored from a backup. Begin with since=0.") { Parameter = "since", Value = asked.Since });
        if (asked.Since == until && asked.WaitSeconds > 0)
        {
            if (waits.Refusal(until + 1, context.User) is { } refused) return ProblemResults.Of(refused.Status, refused.Error);
            await waits.UntilAsync(until + 1, context.User, context.RequestAborted, TimeSpan.FromSeconds(asked.WaitSeconds));
            until = store.ReadVersion();
        }

        var kinds = asked.Kinds ?? [.. ChangeKind.All.Where(kind => showsAgents || !kind.IsOfAgents)];
        return new ChangeLines(ChangeFeed.Read(store, kinds, asked.Since, until), store.ReadHash(), until, asked.Limit, showsAgents);
    }
}

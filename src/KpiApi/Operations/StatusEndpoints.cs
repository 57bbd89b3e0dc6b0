using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using KpiApi.Auth;
using KpiApi.Auth.Keys;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Json;
using KpiApi.Ingest;
using KpiApi.Kpis.Memory;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using KpiApi.Webhooks;
using Microsoft.Extensions.Options;

namespace KpiApi.Operations;

/// <summary>How the service is, for people. It asks no database, so it answers also while the database is away.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this WebApplication app)
    {
        var startedAt = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        app.MapGroup("/v1").WithTags(Tags.Health).AnswersJson().RequireAuthorization(ScopeNames.Read).MapGet("/status", (
            HttpContext context, StoreReadiness readiness, FactFeed feed, FeedStatus status, FactWriter facts, QueryExecutor executor, MemoryBudget memory, DatabaseDialect provider, IOptions<StoreOptions> store, LastError error, WriteLedger ledger, KeyRing keys, WebhookOverview webhooks) =>
            TypedResults.Ok(new ServiceStatus(
                Product.Version, InstantText.Utc(startedAt), readiness.IsReady, feed.IsDeriving,
                new(store.Value.Provider, IsOperator(context) ? provider.Place : null, status.StoreVersion),
                DataStatus.Of(facts.Current, executor, status), IsOperator(context) ? memory.Current : null, ErrorStatus.Of(error.Current, IsOperator(context)), WebhookStatus.Of(webhooks.Current), KeyStatus.Of(ledger, keys, context.User))))
            .TakesNoParameters()
            .WithName("status")
            .WithSummary("How is it?")
            .WithDescription("For people: versions, lag, sizes and the last error. It asks no database, so it answers also while the database is away or facts are being loaded.")
            .Explains(StatusCodes.Status200OK, "As this process sees it.");
    }

    /// <summary>Only who keeps the service is told of folders and hosts; the words of an error can name them too.</summary>
    private static bool IsOperator(HttpContext context) => context.User.Holds(Scopes.Admin);
}

/// <param name="Version">Of the product.</param>
/// <param name="StartedAt">When this process did.</param>
/// <param name="Ready">Whether it answers queries.</param>
/// <param name="Deriving">Whether rules have changed, and all facts are derived by the new ones while queries still see those of the old.</param>
/// <param name="Store">The database.</param>
/// <param name="Data">What queries see.</param>
/// <param name="Memory">What the process takes; null unless admin asks.</param>
/// <param name="LastError">Since the start; null when there was none.</param>
/// <param name="Webhooks">How they fare, as read within the last seconds.</param>
/// <param name="Keys">What each key has written to this process since its start; of other keys than the caller's own only for admin.</param>
internal sealed record ServiceStatus(
    string Version, string StartedAt, bool Ready, bool Deriving, DatabaseStatus Store, DataStatus Data, MemoryStatus? Memory, ErrorStatus? LastError, WebhookStatus Webhooks, IReadOnlyList<KeyStatus> Keys);

/// <param name="Provider">Its kind.</param>
/// <param name="Place">Where it is, without a secret; null unless admin asks.</param>
/// <param name="Version">The last that this process has heard of.</param>
internal sealed record DatabaseStatus(string Provider, string? Place, long Version);

/// <param name="Version">The version that queries see.</param>
/// <param name="Lag">Versions of the store that they do not see yet.</param>
/// <param name="AgeSeconds">Since they were last known to see all that the store has: less than a second, unless the store is away.</param>
/// <param name="Owners">Tickets, surveys and others with a place in the columns, those removed since included.</param>
/// <param name="Rows">Of each table of facts.</param>
/// <param name="ColumnsBytes">Memory that the columns take.</param>
/// <param name="AttributesBytes">Of it, memory that declared attributes take.</param>
/// <param name="TagsBytes">Memory that tags take: in the columns a code a ticket, and each different set of tags once.</param>
/// <param name="PartialsBytes">Memory that kept counts take.</param>
internal sealed record DataStatus(long Version, long Lag, double AgeSeconds, long Owners, IReadOnlyDictionary<string, long> Rows, long ColumnsBytes, long AttributesBytes, long TagsBytes, long PartialsBytes)
{
    public static DataStatus Of(FactSnapshot facts, QueryExecutor executor, FeedStatus status) => new(
        facts.Version, status.Lag, Math.Round(status.Age.TotalSeconds, 3), facts.OwnerCount,
        facts.RowCounts().ToDictionary(count => JsonNamingPolicy.CamelCase.ConvertName(count.Table), count => count.Rows), facts.SizeBytes, facts.AttributeBytes, facts.TagBytes, executor.CachedBytes);
}

/// <param name="At">When it was logged.</param>
/// <param name="Source">The part of the program.</param>
/// <param name="Message">What the log says; null where it is not the service's own text, and unless admin asks.</param>
/// <param name="Exception">Its type; null when there was none.</param>
internal sealed record ErrorStatus([property: DataType(DataType.DateTime)] string At, string Source, string? Message, string? Exception)
{
    public static ErrorStatus? Of(LoggedError? error, bool withMessage) =>
        error is null ? null : new(InstantText.Utc(error.At.ToUnixTimeMilliseconds()), error.Source, withMessage ? error.Message : null, error.Exception);
}

/// <param name="Active">Webhooks that do not fail.</param>
/// <param name="Failing">Those that are tried again.</param>
/// <param name="Paused">Those that have failed for a day: nothing is sent until they are put again.</param>
/// <param name="Disabled">Those whose receiver is gone: nothing is sent until they are put again.</param>
/// <param name="Pending">Deliveries that wait.</param>
/// <param name="OldestPendingAt">The event of the oldest of them; null when none waits.</param>
internal sealed record WebhookStatus(int Active, int Failing, int Paused, int Disabled, int Pending, string? OldestPendingAt)
{
    public static WebhookStatus Of(WebhookCounts counts) =>
        new(counts.Active, counts.Failing, counts.Paused, counts.Disabled, counts.Pending, counts.OldestPendingMs is { } at ? InstantText.Utc(at) : null);
}

/// <param name="Id">Of the key.</param>
/// <param name="Name">Null where it has none: the configuration's, and tokens of a provider.</param>
/// <param name="LastWriteAt">When something of it was last taken; null when nothing was.</param>
/// <param name="LastHour">What it sent in the last hour.</param>
/// <param name="LastDay">What it sent in the last day.</param>
internal sealed record KeyStatus(string Id, string? Name, string? LastWriteAt, WriteCount LastHour, WriteCount LastDay)
{
    public static IReadOnlyList<KeyStatus> Of(WriteLedger ledger, KeyRing keys, ClaimsPrincipal caller) =>
    [
        .. ledger.All.Where(entry => entry.Key == caller.KeyId() || caller.Holds(Scopes.Admin)).Select(entry => new KeyStatus(
            entry.Key, keys.Find(entry.Key)?.Name, entry.Value.LastWriteAt is { } at ? InstantText.Utc(at.ToUnixTimeMilliseconds()) : null, entry.Value.LastHour, entry.Value.LastDay)),
    ];
}

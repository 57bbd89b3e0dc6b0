using System.Net.Mime;
using KpiApi.Auth;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Http.Paging;
using KpiApi.Ingest;
using KpiApi.Settings;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Webhooks;

/// <summary>Webhooks themselves: made, read, changed, rotated and deleted. Their secrets are shown once.</summary>
internal static class WebhookEndpoints
{
    /// <summary>Messages are signed by the secret before a rotation so long, too: a receiver's settings are changed by hand.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromDays(1);

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var all = app.MapGroup("/v1/webhooks").WithTags(Tags.Alerts).AnswersJson();
        all.MapGet("", ListAsync).RequireAuthorization(ScopeNames.Read).ReadsStore().TakesNoParameters()
            .WithName("listWebhooks").WithSummary("Every webhook, and how it fares").WithDescription("By id; never their secrets.")
            .Explains(StatusCodes.Status200OK, "All of them; `nextCursor` is always null.");
        var one = all.MapGroup("/{id}").TakesPath("id", Shapes.Text("The webhook's id.", "ops"));
        one.MapGet("", FindAsync).RequireAuthorization(ScopeNames.Read).ReadsStore().TakesNoParameters()
            .WithName("getWebhook").WithSummary("One webhook, and how it fares").WithDescription("Without its secret.")
            .Explains(StatusCodes.Status200OK, "The webhook.").Fails(StatusCodes.Status404NotFound, "There is no such webhook.", "not_found");
        var writing = one.MapGroup("").RequireAuthorization(ScopeNames.Admin).WritesStore();
        writing.MapPut("", PutAsync).TakesDryRun().WithBodyLimit(limits => limits.MaxSmallBodyBytes).ShowsSecrets()
            .WithName("putWebhook").WithSummary("Create or replace one webhook")
            .WithDescription("A new webhook answers its signing secret, this once. One that is put again keeps it, and is active again when it was paused or disabled: what waited for it is sent.")
            .TakesBody("The whole of it.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(WebhookShapes.Body), ("webhook", WebhookShapes.Example)))
            .Explains(StatusCodes.Status200OK, "It was there: updated or unchanged.").Explains(StatusCodes.Status201Created, "It is new.")
            .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status201Created)
            .Fails(StatusCodes.Status400BadRequest, "The body is not JSON.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status422UnprocessableEntity, "Everything that is wrong with it, at once.",
                "required", "wrong_type", "unknown_field", "duplicate_field", "unknown_value", "invalid_id", "id_mismatch", "invalid_url", "private_address", "too_many_webhooks", "empty", "too_long", "control_character");
        writing.MapPost("/rotate", RotateAsync).TakesDryRun().ShowsSecrets()
            .WithName("rotateWebhook").WithSummary("Give a webhook a new secret")
            .WithDescription("For a day messages carry two signatures, by the new secret and by the old one, so that nothing is refused until the receiver has the new one.")
            .Explains(StatusCodes.Status200OK, "The webhook's new secret.").SendsHeader(HeaderNames.CacheControl, StatusCodes.Status200OK)
            .Fails(StatusCodes.Status404NotFound, "There is no such webhook.", "not_found");
        writing.MapDelete("", DeleteAsync).TakesDryRun()
            .WithName("deleteWebhook").WithSummary("Remove one webhook")
            .WithDescription("What waits for it is not sent, and its deliveries are deleted.")
            .Explains(StatusCodes.Status200OK, "It is gone.").Fails(StatusCodes.Status404NotFound, "There is no such webhook.", "not_found")
            .Fails(StatusCodes.Status409Conflict, "An alert names it.", "webhook_in_use");
        one.MapDeliveries();
    }

    public static ProblemHttpResult NotFound(string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "There is no webhook with this id.") { Parameter = "id", Value = id });

    private static async Task<Ok<ItemList<WebhookItem>>> ListAsync(HttpContext context, CurrentSettings settings, DeliveryStore deliveries)
    {
        var health = await deliveries.HealthAsync(context.RequestAborted);
        return TypedResults.Ok(new ItemList<WebhookItem>([.. settings.Current.Webhooks.Values.Select(webhook => Item(webhook, health, context))], null));
    }

    private static async Task<Results<Ok<WebhookItem>, ProblemHttpResult>> FindAsync(string id, HttpContext context, CurrentSettings settings, DeliveryStore deliveries) =>
        settings.Current.Webhooks.TryGetValue(id, out var webhook) ? TypedResults.Ok(Item(webhook, await deliveries.HealthAsync(context.RequestAborted), context)) : NotFound(id);

    private static WebhookItem Item(WebhookSetting webhook, IReadOnlyDictionary<string, WebhookHealth> health, HttpContext context) =>
        WebhookItem.Of(webhook, health.GetValueOrDefault(webhook.Id, WebhookHealth.Unknown), context.User.Holds(Scopes.Admin));

    private static async Task<Results<Ok<WebhookResult>, Created<WebhookResult>, ProblemHttpResult>> PutAsync(string id, HttpContext context, CurrentSettings settings, WebhookSecrets secrets, DeliveryStore deliveries)
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        using var json = JsonBody.Parse(body, context.Limits());
        var options = context.RequestServices.GetRequiredService<IOptions<WebhookOptions>>().Value;
        return await settings.ChangeAsync<Results<Ok<WebhookResult>, Created<WebhookResult>, ProblemHttpResult>>(async () =>
        {
            var (errors, before) = (new List<RequestError>(), settings.Current.Webhooks.GetValueOrDefault(id));
            var webhook = JsonBody.Texts(() => WebhookReader.Read(json.RootElement, id, before, options.AllowPrivate, errors));
            if (before is null && settings.Current.Webhooks.Count >= options.MaxWebhooks) errors.Add(new("too_many_webhooks", $"There are {options.MaxWebhooks} webhooks, and no more are possible."));
            if (errors.Count > 0) return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, before is null ? Outcome.Created : before == webhook ? Outcome.Unchanged : Outcome.Updated, context));
            if (before is null) webhook = webhook with { Secret = secrets.New() };
            var written = await WriteAsync(context, webhook);
            await deliveries.ResumeAsync(id);
            WriteLedger.Accept(context, 1);
            return before is null
                ? Shown(context, TypedResults.Created((string?)null, new WebhookResult(id, Outcome.Created, written.Version) { Secret = webhook.Secret }))
                : TypedResults.Ok(new WebhookResult(id, written.Updated > 0 ? Outcome.Updated : Outcome.Unchanged, written.Version));
        }, context.RequestAborted);
    }

    private static Task<Results<Ok<WebhookResult>, ProblemHttpResult>> RotateAsync(string id, HttpContext context, CurrentSettings settings, WebhookSecrets secrets, TimeProvider clock) =>
        settings.ChangeAsync<Results<Ok<WebhookResult>, ProblemHttpResult>>(async () =>
        {
            if (!settings.Current.Webhooks.TryGetValue(id, out var webhook)) return NotFound(id);
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, Outcome.Updated, context));
            var (secret, until) = (secrets.New(), clock.GetUtcNow().Add(s_grace).ToUnixTimeMilliseconds());
            var written = await WriteAsync(context, webhook with { Secret = secret, OldSecret = webhook.Secret, OldUntilMs = until });
            return Shown(context, TypedResults.Ok(new WebhookResult(id, Outcome.Updated, written.Version) { Secret = secret, OldSecretValidUntil = InstantText.Utc(until) }));
        }, context.RequestAborted);

    private static Task<Results<Ok<WebhookResult>, ProblemHttpResult>> DeleteAsync(string id, HttpContext context, CurrentSettings settings, DeliveryStore deliveries, GroupWriter writer) =>
        settings.ChangeAsync<Results<Ok<WebhookResult>, ProblemHttpResult>>(async () =>
        {
            if (!settings.Current.Webhooks.ContainsKey(id)) return NotFound(id);
            if (settings.Current.Alerts.Values.FirstOrDefault(alert => alert.Webhooks.Contains(id)) is { } alert)
                return ProblemResults.Of(StatusCodes.Status409Conflict, new("webhook_in_use", $"The alert '{alert.Id}' sends to this webhook; change or delete it first.") { Parameter = "id", Value = id });
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, Outcome.Deleted, context));
            var written = await writer.WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, SettingKinds.Webhooks.Address(id)), CancellationToken.None);
            await deliveries.DeleteAllAsync(id);
            WriteLedger.Accept(context, 1);
            return TypedResults.Ok(new WebhookResult(id, Outcome.Deleted, written.Version));
        }, context.RequestAborted);

    private static WebhookResult Rehearsed(string id, Outcome outcome, HttpContext context) =>
        new(id, outcome, context.RequestServices.GetRequiredService<FactFeed>().Version) { DryRun = true };

    private static Task<WriteResult> WriteAsync(HttpContext context, WebhookSetting webhook) => context.RequestServices.GetRequiredService<GroupWriter>().WriteAsync(
        new UpsertWrite<Setting>(StoreTables.Settings, [new Setting(SettingKinds.Webhooks.Address(webhook.Id), SettingKind<WebhookSetting>.Body(webhook))]), CancellationToken.None);

    /// <summary>No cache on the way keeps the only copy of a secret.</summary>
    private static T Shown<T>(HttpContext context, T answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return answer;
    }
}

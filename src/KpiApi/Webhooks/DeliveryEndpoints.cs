using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KpiApi.Auth;
using KpiApi.Engine.Spelling;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Ingest;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using KpiApi.Webhooks.Formats;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Webhooks;

/// <summary>What was and is to be sent to a webhook, and trying it.</summary>
internal static class DeliveryEndpoints
{
    private const int MaxPage = 100;
    private const int DefaultPage = 20;

    private static readonly string[] s_names = ["limit", "cursor", "state"];
    private static readonly string[] s_states = ["pending", "delivered", "failed"];

    public static void MapDeliveries(this RouteGroupBuilder one)
    {
        one.MapGet("/deliveries", ListAsync).RequireAuthorization(ScopeNames.Read).ReadsStore().LinksToNext()
            .TakesQuery("limit", Shapes.Whole("Deliveries at most.", 1, MaxPage, DefaultPage))
            .TakesQuery("cursor", Shapes.Text("`nextCursor` of the page before.", "17"))
            .TakesQuery("state", Shapes.Choice("Only those in this state.", s_states))
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "unknown_parameter", "invalid_value")
            .Fails(StatusCodes.Status404NotFound, "There is no such webhook.", "not_found")
            .WithName("listDeliveries").WithSummary("What a webhook was sent, and what waits")
            .WithDescription("The newest first, for as long as `Webhooks:KeepDays` says. The events themselves are shown with the scope `read:agents`, because they may name agents.")
            .Explains(StatusCodes.Status200OK, "A page of them.");
        var writing = one.MapGroup("").RequireAuthorization(ScopeNames.Admin).WritesStore();
        writing.MapPost("/deliveries/{delivery}/replay", ReplayAsync).TakesDryRun()
            .TakesPath("delivery", Shapes.Text("The delivery's id.", "17"))
            .WithName("replayDelivery").WithSummary("Send one again")
            .WithDescription("With the same `webhook-id`, before all that came after it. To a webhook that is paused or disabled it is sent when that is put again.")
            .Explains(StatusCodes.Status200OK, "It waits to be sent.").Fails(StatusCodes.Status404NotFound, "There is no such webhook, or no such delivery.", "not_found");
        writing.MapPost("/test", TestAsync).TakesNoParameters()
            .WithName("testWebhook").WithSummary("Send a test at once")
            .WithDescription("One attempt, which is not repeated, not listed, and changes nothing of the webhook's state. The event's type is `webhook.test`.")
            .Explains(StatusCodes.Status200OK, "What became of the attempt.").Fails(StatusCodes.Status404NotFound, "There is no such webhook.", "not_found");
    }

    private static async Task<Results<Ok<ItemList<DeliveryItem>>, ProblemHttpResult>> ListAsync(string id, HttpContext context, CurrentSettings settings, DeliveryStore deliveries)
    {
        if (!settings.Current.Webhooks.ContainsKey(id)) return WebhookEndpoints.NotFound(id);
        var (errors, query) = (new List<RequestError>(), context.Request.Query);
        foreach (var name in query.Keys.Except(s_names, StringComparer.Ordinal))
            errors.Add(new("unknown_parameter", $"There is no parameter '{name}'.", Nearest.To(name, s_names)) { Parameter = name });
        var limit = (int)ChangedPage.Number(query, "limit", DefaultPage, 1, MaxPage, errors);
        var before = query.ContainsKey("cursor") ? ChangedPage.Number(query, "cursor", 0, 1, long.MaxValue - 1, errors) : default(long?);
        var state = ReadState(query, errors);
        if (errors.Count > 0) return ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors);
        var rows = await deliveries.ListAsync(id, state, before, limit + 1);
        var next = rows.Count > limit ? rows[limit - 1].Delivery.Seq.ToString(CultureInfo.InvariantCulture) : null;
        NextLink.Set(context, "cursor", next);
        var mayName = context.User.Holds(Scopes.ReadAgents);
        return TypedResults.Ok(new ItemList<DeliveryItem>([.. rows.Take(limit).Select(row => DeliveryItem.Of(row, mayName))], next));
    }

    private static DeliveryState? ReadState(IQueryCollection query, List<RequestError> errors)
    {
        if (!query.TryGetValue("state", out var text)) return null;
        var place = Array.IndexOf(s_states, text.ToString());
        if (place < 0) errors.Add(new("invalid_value", $"'state' is one of {string.Join(", ", s_states)}.", Nearest.To(text.ToString(), s_states)) { Parameter = "state", Value = RequestError.Shorten(text.ToString()) });
        return place < 0 ? null : (DeliveryState)place;
    }

    private static async Task<Results<Ok<DeliveryResult>, ProblemHttpResult>> ReplayAsync(string id, string delivery, HttpContext context, CurrentSettings settings, DeliveryStore deliveries)
    {
        if (!settings.Current.Webhooks.ContainsKey(id)) return WebhookEndpoints.NotFound(id);
        var isDryRun = DryRun.IsAsked(context);
        var replayed = long.TryParse(delivery, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? await deliveries.ReplayAsync(id, seq, isDryRun) : null;
        return replayed is { } isNew
            ? TypedResults.Ok(new DeliveryResult(delivery, isNew ? Outcome.Updated : Outcome.Unchanged) { DryRun = isDryRun ? true : null })
            : ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "The webhook has no delivery with this id.") { Parameter = "delivery", Value = delivery });
    }

    private static async Task<Results<Ok<WebhookTestResult>, ProblemHttpResult>> TestAsync(string id, HttpContext context, CurrentSettings settings, WebhookSender sender, TimeProvider clock)
    {
        if (!settings.Current.Webhooks.TryGetValue(id, out var webhook)) return WebhookEndpoints.NotFound(id);
        var message = new JsonObject
        {
            ["type"] = "webhook.test",
            ["timestamp"] = InstantText.Utc(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            ["data"] = new JsonObject { ["title"] = $"A test of the webhook {id}" },
        };
        var result = await sender.SendAsync(webhook, $"msg_test_{RandomNumberGenerator.GetHexString(32, lowercase: true)}", MessageBody.Of(message.ToJsonString(), webhook.Format), context.RequestAborted);
        return TypedResults.Ok(new WebhookTestResult(result.IsDelivered, result.Status, result.Error));
    }
}

/// <summary>An event on its way to a webhook, or what became of it.</summary>
/// <param name="Id">Of the delivery.</param>
/// <param name="MessageId">Sent as `webhook-id`.</param>
/// <param name="State">pending, delivered, or failed: given up when the webhook was paused or disabled.</param>
/// <param name="Attempts">So far, or since it was replayed.</param>
/// <param name="LastAttemptAt">Null before the first.</param>
/// <param name="NextAttemptAt">Not before then; null when it does not wait, or may be sent at once.</param>
/// <param name="Status">Of HTTP, of the last attempt; null when there was no answer.</param>
/// <param name="Error">Why the last attempt failed; null when it did not.</param>
/// <param name="Event">As the standard format sends it; null without the scope read:agents.</param>
internal sealed record DeliveryItem(string Id, string MessageId, DeliveryItemState State, int Attempts, string? LastAttemptAt, string? NextAttemptAt, int? Status, string? Error, JsonElement? Event)
{
    public static DeliveryItem Of(DueDelivery due, bool mayName)
    {
        var row = due.Delivery;
        using var body = JsonDocument.Parse(due.Event.Body);
        return new(
            row.Seq.ToString(CultureInfo.InvariantCulture), row.MessageId, (DeliveryItemState)row.State, row.Attempts, row.LastAttemptMs is { } last ? InstantText.Utc(last) : null,
            row is { State: DeliveryState.Pending, NextAttemptMs: > 0 } ? InstantText.Utc(row.NextAttemptMs) : null, row.LastStatus, row.LastError, mayName ? body.RootElement.Clone() : null);
    }
}

[JsonConverter(typeof(JsonStringEnumConverter<DeliveryItemState>))]
internal enum DeliveryItemState : byte
{
    [JsonStringEnumMemberName("pending")]
    Pending,
    [JsonStringEnumMemberName("delivered")]
    Delivered,
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <param name="Id">Of the delivery.</param>
/// <param name="Outcome">updated; unchanged when it waits already.</param>
internal sealed record DeliveryResult(string Id, Outcome Outcome)
{
    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}

/// <param name="Delivered">The receiver took it.</param>
/// <param name="Status">Of HTTP; null when there was no answer.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
internal sealed record WebhookTestResult(bool Delivered, int? Status, string? Error);

using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using KpiApi.Engine.Spelling;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Ingest;
using KpiApi.Settings;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Alerts;

/// <summary>What an alert has reported; silencing and testing it.</summary>
internal static class AlertActions
{
    private const int MaxPage = 1_000;
    private const int DefaultPage = 100;

    private static readonly string[] s_pages = ["limit", "cursor"];
    private static readonly string[] s_silence = ["until"];

    public static void MapHistory(RouteGroupBuilder alert) => alert.MapGet("/history", HistoryAsync).LinksToNext()
        .TakesQuery("limit", Shapes.Whole("Events at most.", 1, MaxPage, DefaultPage))
        .TakesQuery("cursor", Shapes.Text("`nextCursor` of the page before.", "17"))
        .WithName("listAlertHistory").WithSummary("What an alert has reported")
        .WithDescription("The newest first, silenced ones and tests too.")
        .Explains(StatusCodes.Status200OK, "A page of events.")
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "unknown_parameter", "invalid_value");

    public static void MapActions(RouteGroupBuilder alert)
    {
        alert.MapPost("/silence", SilenceAsync).TakesDryRun().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("silenceAlert").WithSummary("Send nothing of an alert for a while")
            .WithDescription("It goes on opening and closing, with its events in the history and on the stream; its webhooks are sent nothing, also not later.")
            .TakesBody("Until when.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(AlertShapes.Silence)))
            .Explains(StatusCodes.Status200OK, "It is silenced, or no longer.")
            .Fails(StatusCodes.Status400BadRequest, "The body is not JSON.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status404NotFound, "There is no such alert.", "not_found")
            .Fails(StatusCodes.Status422UnprocessableEntity, "The instant is wrong.", "wrong_type", "unknown_field", "duplicate_field", "empty", "too_long", "control_character", "invalid_instant", "offset_missing", "out_of_range");
        alert.MapPost("/test", TestAsync).TakesDryRun()
            .WithName("testAlert").WithSummary("Send a sample event of an alert to its webhooks")
            .WithDescription("Once, also while it is silenced; the event's data has `test: true`. How it stands does not change.")
            .Explains(StatusCodes.Status200OK, "The event, on its way.")
            .Fails(StatusCodes.Status404NotFound, "There is no such alert.", "not_found");
    }

    private static async Task<Results<Ok<ItemList<AlertEventItem>>, ProblemHttpResult>> HistoryAsync(string id, HttpContext context, CurrentSettings settings, AlertHistory history)
    {
        if (AlertEndpoints.Find(id, context, settings) is null) return AlertEndpoints.NotFound(id);
        var (errors, query) = (new List<RequestError>(), context.Request.Query);
        foreach (var name in query.Keys.Except(s_pages, StringComparer.Ordinal))
            errors.Add(new("unknown_parameter", $"There is no parameter '{name}'.", Nearest.To(name, s_pages)) { Parameter = name });
        var limit = (int)ChangedPage.Number(query, "limit", DefaultPage, 1, MaxPage, errors);
        var before = ChangedPage.Number(query, "cursor", long.MaxValue, 0, long.MaxValue - 1, errors);
        if (errors.Count > 0) return ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors);
        var rows = await history.ListAsync(id, before, limit + 1);
        var next = rows.Count > limit ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
        NextLink.Set(context, "cursor", next);
        return TypedResults.Ok(new ItemList<AlertEventItem>([.. rows.Take(limit).Select(AlertEventItem.Of)], next));
    }

    private static async Task<Results<Ok<AlertResult>, ProblemHttpResult>> SilenceAsync(string id, HttpContext context, CurrentSettings settings, GroupWriter writer, TimeProvider clock)
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        using var json = JsonBody.Parse(body, context.Limits());
        var errors = new List<RequestError>();
        var until = JsonBody.Texts(() => FutureInstant.Read(JsonMembers.OfBody(json.RootElement, s_silence, errors), "until", clock));
        if (errors.Count > 0) return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);
        return await settings.ChangeAsync<Results<Ok<AlertResult>, ProblemHttpResult>>(async () =>
        {
            if (!settings.Current.Alerts.TryGetValue(id, out var alert)) return AlertEndpoints.NotFound(id);
            var text = until is { } ms ? InstantText.Utc(ms) : null;
            if (DryRun.IsAsked(context)) return TypedResults.Ok(AlertEndpoints.Rehearsed(id, alert.SilencedUntilMs == until ? Outcome.Unchanged : Outcome.Updated, context) with { SilencedUntil = text });
            var written = await AlertEndpoints.WriteAsync(writer, alert with { SilencedUntilMs = until });
            WriteLedger.Accept(context, 1);
            return TypedResults.Ok(new AlertResult(id, written.Updated > 0 ? Outcome.Updated : Outcome.Unchanged, written.Version) { SilencedUntil = text });
        }, context.RequestAborted);
    }

    private static async Task<Results<Ok<AlertEventItem>, ProblemHttpResult>> TestAsync(string id, HttpContext context, CurrentSettings settings, AlertEvents events, AlertOutbox outbox, AlertStream stream, TimeProvider clock)
    {
        if (!settings.Current.Alerts.TryGetValue(id, out var alert)) return AlertEndpoints.NotFound(id);
        var sample = events.Sample(alert, RandomNumberGenerator.GetHexString(16), clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (DryRun.IsAsked(context)) return TypedResults.Ok(AlertEventItem.Of(new() { Alert = id, OnceKey = "", Subject = "", Type = sample.Type, AtMs = sample.AtMs, Body = sample.Body }));
        var stored = await outbox.AppendAsync(sample with { Webhooks = alert.Webhooks }, context.RequestAborted);
        stream.Signal();
        return TypedResults.Ok(AlertEventItem.Of(stored!));
    }
}

using System.Net.Mime;
using System.Text.Json;
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
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Alerts;

/// <summary>Alerts over HTTP: made, read with how they stand, changed and deleted.</summary>
internal static class AlertEndpoints
{
    private const int MaxAlerts = 500;

    private static readonly string[] s_members = ["id", "when", "webhooks", "title"];

    public static void MapAlerts(this IEndpointRouteBuilder app)
    {
        var reading = app.MapGroup("/v1/alerts").WithTags(Tags.Alerts).AnswersJson().ReadsStore().RequireAuthorization(ScopeNames.Read);
        reading.MapGet("", ListAsync).TakesNoParameters()
            .WithName("listAlerts").WithSummary("Every alert, and how it stands")
            .WithDescription("By id; those that name agents only with `read:agents`.")
            .Explains(StatusCodes.Status200OK, "All of them; `nextCursor` is always null.");
        var one = reading.MapGroup("/{id}").TakesPath("id", Shapes.Text("The alert's id.", "late-mail")).Fails(StatusCodes.Status404NotFound, "There is no such alert.", "not_found");
        one.MapGet("", FindAsync).TakesNoParameters()
            .WithName("getAlert").WithSummary("One alert, and how it stands").WithDescription("With everything that was left out filled in.")
            .Explains(StatusCodes.Status200OK, "The alert.");
        AlertActions.MapHistory(one);
        var writing = app.MapGroup("/v1/alerts/{id}").WithTags(Tags.Alerts).AnswersJson().WritesStore().RequireAuthorization(ScopeNames.Admin).TakesPath("id", Shapes.Text("The alert's id.", "late-mail"));
        writing.MapPut("", PutAsync).TakesDryRun().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("putAlert").WithSummary("Create or replace one alert")
            .WithDescription("Only what happens afterwards is reported: never history that is imported. Another `when` begins anew, and reports again; another title or other webhooks change nothing else.")
            .TakesBody("The whole of it: what is left out has its default afterwards.", new BodyForm(
                MediaTypeNames.Application.Json, Shapes.Ref(AlertShapes.Body), ("metric", AlertShapes.Example), ("ticket", AlertShapes.TicketExample), ("survey", AlertShapes.SurveyExample)))
            .Explains(StatusCodes.Status200OK, "It was there: updated or unchanged; or a dry run.").Explains(StatusCodes.Status201Created, "It is new.")
            .Fails(StatusCodes.Status400BadRequest, "The body is not JSON.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status422UnprocessableEntity, "Everything that is wrong with it, at once; nothing was stored.",
                "required", "wrong_type", "unknown_field", "duplicate_field", "unknown_value", "out_of_range", "not_whole", "conflict", "invalid_id", "id_mismatch", "too_long", "empty", "control_character", "too_many",
                "too_many_alerts", "unknown_webhook", "unknown_metric", "unknown_statistic", "statistic_not_allowed", "unknown_dimension", "dimension_not_allowed", "interval_not_allowed", "no_calendar", "no_target", "deriving");
        writing.MapDelete("", DeleteAsync).TakesDryRun()
            .WithName("deleteAlert").WithSummary("Remove one alert")
            .WithDescription("With its history, and what of it is still to be delivered.")
            .Explains(StatusCodes.Status200OK, "It is gone.").Fails(StatusCodes.Status404NotFound, "There is no such alert.", "not_found");
        AlertActions.MapActions(writing);
    }

    /// <summary>Null when there is none that the caller may see.</summary>
    public static AlertSetting? Find(string id, HttpContext context, CurrentSettings settings) =>
        settings.Current.Alerts.TryGetValue(id, out var alert) && IsVisible(alert, context) ? alert : null;

    public static ProblemHttpResult NotFound(string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "There is no alert with this id.") { Parameter = "id", Value = id });

    public static AlertResult Rehearsed(string id, Outcome outcome, HttpContext context) => new(id, outcome, context.RequestServices.GetRequiredService<FactFeed>().Version) { DryRun = true };

    public static async Task<WriteResult> WriteAsync(GroupWriter writer, AlertSetting alert) =>
        await writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, [new Setting(SettingKinds.Alerts.Address(alert.Id), SettingKind<AlertSetting>.Body(alert))]), CancellationToken.None);

    private static bool IsVisible(AlertSetting alert, HttpContext context) => !alert.NamesAgent || context.User.Holds(Scopes.ReadAgents);

    private static async Task<Ok<ItemList<AlertItem>>> ListAsync(HttpContext context, CurrentSettings settings, AlertStates states) =>
        TypedResults.Ok(new ItemList<AlertItem>(await states.OfAsync([.. settings.Current.Alerts.Values.Where(alert => IsVisible(alert, context))]), null));

    private static async Task<Results<Ok<AlertItem>, ProblemHttpResult>> FindAsync(string id, HttpContext context, CurrentSettings settings, AlertStates states) =>
        Find(id, context, settings) is { } alert ? TypedResults.Ok((await states.OfAsync([alert])).Single()) : NotFound(id);

    private static async Task<Results<Ok<AlertResult>, Created<AlertResult>, ProblemHttpResult>> PutAsync(string id, HttpContext context, CurrentSettings settings, AlertChecks checks, GroupWriter writer)
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        using var json = JsonBody.Parse(body, context.Limits());
        return await settings.ChangeAsync<Results<Ok<AlertResult>, Created<AlertResult>, ProblemHttpResult>>(async () =>
        {
            var (errors, before) = (new List<RequestError>(), settings.Current.Alerts.GetValueOrDefault(id));
            if (before is null && settings.Current.Alerts.Count >= MaxAlerts)
                errors.Add(new("too_many_alerts", FormattableString.Invariant($"There are {MaxAlerts} alerts, as many as there can be.")) { Pointer = "" });
            var alert = JsonBody.Texts(() => Read(json.RootElement, id, checks, errors));
            if (errors.Count > 0) return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);
            alert = Made(alert, before, context);
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, before is null ? Outcome.Created : Text(before) == Text(alert) ? Outcome.Unchanged : Outcome.Updated, context));
            var written = await WriteAsync(writer, alert);
            WriteLedger.Accept(context, 1);
            var outcome = written.Created > 0 ? Outcome.Created : written.Updated > 0 ? Outcome.Updated : Outcome.Unchanged;
            var result = new AlertResult(id, outcome, written.Version);
            return outcome == Outcome.Created ? TypedResults.Created((string?)null, result) : TypedResults.Ok(result);
        }, context.RequestAborted);
    }

    private static AlertSetting Read(JsonElement body, string id, AlertChecks checks, List<RequestError> errors)
    {
        var alert = AlertReader.Read(JsonMembers.OfBody(body, id, s_members, errors));
        var (places, found) = (errors.Select(error => error.Pointer).ToHashSet(), new List<RequestError>());
        alert = checks.Check(alert, found);
        // What could not be read is wrong once, and not also for the data.
        errors.AddRange(found.Where(error => !places.Contains(error.Pointer)));
        return alert;
    }

    /// <summary>An alert that waits for the same as before goes on; any other begins now.</summary>
    private static AlertSetting Made(AlertSetting alert, AlertSetting? before, HttpContext context)
    {
        if (before is not null)
        {
            var kept = alert with { SilencedUntilMs = before.SilencedUntilMs, MadeAtMs = before.MadeAtMs, MadeVersion = before.MadeVersion };
            if (Text(kept) == Text(before with { Webhooks = kept.Webhooks, Title = kept.Title })) return kept;
        }

        return alert with
        {
            SilencedUntilMs = before?.SilencedUntilMs,
            MadeAtMs = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds(),
            MadeVersion = context.RequestServices.GetRequiredService<FactFeed>().Version,
        };
    }

    private static string Text(AlertSetting alert) => SettingKind<AlertSetting>.Body(alert);

    private static Task<Results<Ok<AlertResult>, ProblemHttpResult>> DeleteAsync(string id, HttpContext context, CurrentSettings settings, AlertOutbox outbox, GroupWriter writer) =>
        settings.ChangeAsync<Results<Ok<AlertResult>, ProblemHttpResult>>(async () =>
        {
            if (!settings.Current.Alerts.ContainsKey(id)) return NotFound(id);
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, Outcome.Deleted, context));
            var written = await writer.WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, SettingKinds.Alerts.Address(id)), CancellationToken.None);
            await outbox.DeleteAlertAsync(id, CancellationToken.None);
            WriteLedger.Accept(context, 1);
            return TypedResults.Ok(new AlertResult(id, Outcome.Deleted, written.Version));
        }, context.RequestAborted);
}

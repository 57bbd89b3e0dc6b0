using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Auth;
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
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace KpiApi.Hooks;

/// <summary>Trying a map, and what its hook could not store.</summary>
internal static class RejectionEndpoints
{
    private const int MaxPage = 100;
    private const int DefaultPage = 20;

    private static readonly string[] s_names = ["limit", "cursor"];

    public static void Map(IEndpointRouteBuilder app)
    {
        var hook = app.MapGroup("/v1/hooks/{id}").WithTags(Tags.Settings).AnswersJson().RequireAuthorization(ScopeNames.Admin).WritesStore()
            .TakesPath("id", Shapes.Text("The hook's id.", "zendesk"))
            .Fails(StatusCodes.Status404NotFound, "There is no such hook.", "not_found");
        hook.MapPost("/test", TestAsync).TakesNoParameters().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("testHook").WithSummary("Map a payload and store nothing")
            .WithDescription("Shows the items that the hook's map makes of it. No signature is needed.")
            .TakesBody(HookEndpoints.PayloadDescription, new BodyForm(MediaTypeNames.Application.Json, new OpenApiSchema()))
            .Explains(StatusCodes.Status200OK, "The items, as they would be sent to `/v1/batch`, and everything that would keep them from being stored.");
        hook.MapGet("/rejections", ListAsync).LinksToNext()
            .TakesQuery("limit", Shapes.Whole("Payloads at most.", 1, MaxPage, DefaultPage))
            .TakesQuery("cursor", Shapes.Text("`nextCursor` of the page before.", "17"))
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "unknown_parameter", "invalid_value")
            .WithName("listHookRejections").WithSummary("What a hook could not store")
            .WithDescription("The oldest first: each payload as it came, with what was wrong. They are kept for seven days, and at most a thousand of a hook.")
            .Explains(StatusCodes.Status200OK, "A page of them.");
        hook.MapPost("/rejections/replay", ReplayAsync).TakesDryRun()
            .WithName("replayHookRejections").WithSummary("Take rejected payloads in again")
            .WithDescription("After the map was mended: each is mapped and stored anew, in the order in which they came. One of which nothing is wrong any more is a rejection no longer.")
            .Explains(StatusCodes.Status200OK, "How many were taken, and how many stay.");
    }

    private static async Task<Results<Ok<MappedPayload>, ProblemHttpResult>> TestAsync(string id, HttpContext context, CurrentSettings settings, HookIntake intake)
    {
        if (!settings.Current.Hooks.TryGetValue(id, out var hook)) return HookSettingEndpoints.NotFound(id);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        var items = intake.Map(hook, body, context.Limits());
        var report = await intake.StoreAsync(context, items, isDryRun: true);
        using var batch = JsonDocument.Parse(items.ToBatch());
        return TypedResults.Ok(new MappedPayload(batch.RootElement.Clone(), report.Errors));
    }

    private static async Task<Results<Ok<ItemList<RejectionItem>>, ProblemHttpResult>> ListAsync(string id, HttpContext context, CurrentSettings settings, RejectionStore rejections)
    {
        if (!settings.Current.Hooks.ContainsKey(id)) return HookSettingEndpoints.NotFound(id);
        var (errors, query) = (new List<RequestError>(), context.Request.Query);
        foreach (var name in query.Keys.Except(s_names, StringComparer.Ordinal))
            errors.Add(new("unknown_parameter", $"There is no parameter '{name}'.", Nearest.To(name, s_names)) { Parameter = name });
        var limit = (int)ChangedPage.Number(query, "limit", DefaultPage, 1, MaxPage, errors);
        var after = ChangedPage.Number(query, "cursor", 0, 0, long.MaxValue - 1, errors);
        if (errors.Count > 0) return ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors);
        var rows = await rejections.ListAsync(id, after, limit + 1);
        var next = rows.Count > limit ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
        NextLink.Set(context, "cursor", next);
        return TypedResults.Ok(new ItemList<RejectionItem>([.. rows.Take(limit).Select(RejectionItem.Of)], next));
    }

    private static async Task<Results<Ok<ReplayResult>, ProblemHttpResult>> ReplayAsync(string id, HttpContext context, CurrentSettings settings, HookIntake intake, RejectionStore rejections)
    {
        if (!settings.Current.Hooks.TryGetValue(id, out var hook)) return HookSettingEndpoints.NotFound(id);
        var (taken, stay, last, isDryRun) = (0, 0, 0L, DryRun.IsAsked(context));
        // Page by page, so that a thousand payloads are never in memory at once.
        while (await rejections.ListAsync(id, last, DefaultPage) is { Count: > 0 } page)
            foreach (var row in page)
            {
                context.RequestAborted.ThrowIfCancellationRequested();
                var body = Encoding.UTF8.GetBytes(row.Body);
                var report = isDryRun ? await intake.StoreAsync(context, intake.Map(hook, body, context.Limits()), isDryRun) : await intake.TakeAsync(context, hook, body, row.Seq);
                if (report.Errors.Count == 0) taken++;
                else stay++;
                last = row.Seq;
            }

        return TypedResults.Ok(new ReplayResult(taken, stay) { DryRun = isDryRun ? true : null });
    }
}

/// <param name="Items">By their kinds.</param>
/// <param name="Errors">Of rules that could not be applied, and what could not be stored of the items, beside what is stored now.</param>
internal sealed record MappedPayload(JsonElement Items, IReadOnlyList<RequestError> Errors);

/// <summary>A payload that could not be stored.</summary>
/// <param name="Id">Of the rejection.</param>
/// <param name="At">When it came.</param>
/// <param name="Errors">What was wrong with it when it was last tried.</param>
/// <param name="Body">As it came.</param>
internal sealed record RejectionItem(string Id, string At, JsonElement Errors, string Body)
{
    public static RejectionItem Of(HookRejection row)
    {
        using var errors = JsonDocument.Parse(row.Errors);
        return new(row.Seq.ToString(CultureInfo.InvariantCulture), InstantText.Utc(row.AtMs), errors.RootElement.Clone(), row.Body);
    }
}

/// <param name="Taken">Of which nothing is wrong any more.</param>
/// <param name="Rejected">That stay.</param>
internal sealed record ReplayResult(int Taken, int Rejected)
{
    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}

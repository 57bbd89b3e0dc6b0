using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KpiApi.Auth;
using KpiApi.Engine.Results;
using KpiApi.Hooks.Presets;
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
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace KpiApi.Hooks;

/// <summary>Hooks themselves: made, read, changed, rotated and deleted. Their tokens are shown once, their secrets never.</summary>
internal static class HookSettingEndpoints
{
    public const string BodyComponent = "HookBody";

    /// <summary>The token before a rotation stays good so long: a help desk's settings are changed by hand.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromDays(1);

    private static readonly JsonNode s_example = JsonNode.Parse("""{ "preset": "zendesk", "secret": "the signing secret of the webhook", "values": { "status": { "Waiting for parts": "on_hold" } } }""")!;

    public static OpenApiSchema Body => Shapes.Object("A hook that is wanted: a preset, a map of its own, or both.",
        [],
        [
            ("id", Shapes.Text("That of the path; may be left out.", "zendesk")),
            ("preset", Shapes.OrNull(Shapes.Choice("The help desk whose map it begins with.", [.. HookPresets.Names]))),
            ("map", Shapes.OrNull(new OpenApiSchema { Type = JsonSchemaType.Object, Description = "By kind of items (accounts, agents, tickets, events, surveys) a rule or a list of rules: JMESPath expressions by member; `payloads` finds those that come at once, in a list or a page. With a preset an object changes single members of its rules, null takes one out, and a list takes the place of its rules." })),
            ("values", Shapes.OrNull(Shapes.Map(new OpenApiSchema { Type = JsonSchemaType.Object }, "By member the words of the help desk, letter case aside, and what they are here; null is no value."))),
            ("timeZone", Shapes.OrNull(Shapes.Text("IANA name, of times without an offset, which are a mistake otherwise.", "Europe/Berlin"))),
            ("secret", Shapes.OrNull(Shapes.Text("By which the help desk signs: what is not signed with it is refused. Absent = as before, null = none.", "s3cr3t"))),
        ]);

    public static void Map(IEndpointRouteBuilder app)
    {
        var reading = app.MapGroup("/v1/hooks").WithTags(Tags.Settings).AnswersJson().RequireAuthorization(ScopeNames.Admin);
        reading.MapGet("", List).TakesNoParameters()
            .WithName("listHooks").WithSummary("Every hook").WithDescription("By id; never their tokens and secrets.")
            .Explains(StatusCodes.Status200OK, "All of them; `nextCursor` is always null.");
        var one = reading.MapGroup("/{id}").TakesPath("id", Shapes.Text("The hook's id.", "zendesk"));
        one.MapGet("", Find).TakesNoParameters()
            .WithName("getHook").WithSummary("One hook").WithDescription("Without its token and its secret.")
            .Explains(StatusCodes.Status200OK, "The hook.").Fails(StatusCodes.Status404NotFound, "There is no such hook.", "not_found");
        var writing = one.MapGroup("").WritesStore();
        writing.MapPut("", PutAsync).TakesDryRun().WithBodyLimit(limits => limits.MaxSmallBodyBytes).ShowsSecrets()
            .WithName("putHook").WithSummary("Create or replace one hook")
            .WithDescription("A new hook answers the URL to paste into the help desk, this once: only a hash of its token is kept. A hook that is replaced keeps its token; `POST …/rotate` makes another.")
            .TakesBody("The whole of it, but for the secret, which stays unless it is sent.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(BodyComponent), ("hook", s_example)))
            .Explains(StatusCodes.Status200OK, "It was there: updated or unchanged.").Explains(StatusCodes.Status201Created, "It is new.")
            .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status201Created)
            .Fails(StatusCodes.Status400BadRequest, "The body is not JSON.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status422UnprocessableEntity, "Everything that is wrong with it, at once.",
                "required", "wrong_type", "unknown_field", "duplicate_field", "unknown_value", "invalid_id", "id_mismatch", "invalid_expression", "too_many_rules", "unknown_time_zone", "not_allowed", "empty", "too_long", "control_character");
        writing.MapPost("/rotate", RotateAsync).TakesDryRun().ShowsSecrets()
            .WithName("rotateHook").WithSummary("Give a hook a new token")
            .WithDescription("The old one stays good for a day, so that nothing is lost until the help desk has the new URL; the one before the old ends at once.")
            .Explains(StatusCodes.Status200OK, "The hook's new URL.").SendsHeader(HeaderNames.CacheControl, StatusCodes.Status200OK)
            .Fails(StatusCodes.Status404NotFound, "There is no such hook.", "not_found");
        writing.MapDelete("", DeleteAsync).TakesDryRun()
            .WithName("deleteHook").WithSummary("Remove one hook")
            .WithDescription("Its URL opens nothing from now on, on every replica within a second, and what it rejected is deleted.")
            .Explains(StatusCodes.Status200OK, "It is gone.").Fails(StatusCodes.Status404NotFound, "There is no such hook.", "not_found");
    }

    public static ProblemHttpResult NotFound(string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "There is no hook with this id.") { Parameter = "id", Value = id });

    private static Ok<ItemList<HookItem>> List(CurrentSettings settings) => TypedResults.Ok(new ItemList<HookItem>([.. settings.Current.Hooks.Values.Select(HookItem.Of)], null));

    private static Results<Ok<HookItem>, ProblemHttpResult> Find(string id, CurrentSettings settings) =>
        settings.Current.Hooks.TryGetValue(id, out var hook) ? TypedResults.Ok(HookItem.Of(hook)) : NotFound(id);

    private static async Task<Results<Ok<HookResult>, Created<HookResult>, ProblemHttpResult>> PutAsync(string id, HttpContext context, CurrentSettings settings, LinkTokens tokens, GroupWriter writer)
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        using var json = JsonBody.Parse(body, context.Limits());
        return await settings.ChangeAsync<Results<Ok<HookResult>, Created<HookResult>, ProblemHttpResult>>(async () =>
        {
            var (errors, before) = (new List<RequestError>(), settings.Current.Hooks.GetValueOrDefault(id));
            var hook = JsonBody.Texts(() => HookReader.Read(json.RootElement, id, before, errors));
            if (errors.Count > 0) return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, before is null ? Outcome.Created : IsSame(before, hook) ? Outcome.Unchanged : Outcome.Updated, context));
            var token = before is null ? tokens.NewToken() : null;
            if (token is not null) hook = hook with { Hash = LinkTokens.Hash(token) };
            var written = await WriteAsync(writer, hook);
            WriteLedger.Accept(context, 1);
            var outcome = written.Created > 0 ? Outcome.Created : written.Updated > 0 ? Outcome.Updated : Outcome.Unchanged;
            var result = new HookResult(id, outcome, written.Version) { Token = token, Url = token is null ? null : Url(context, id, token), Warnings = HookPresets.Warnings(hook.Preset) };
            return token is null ? TypedResults.Ok(result) : Shown(context, TypedResults.Created((string?)null, result));
        }, context.RequestAborted);
    }

    private static Task<Results<Ok<HookResult>, ProblemHttpResult>> RotateAsync(string id, HttpContext context, CurrentSettings settings, LinkTokens tokens, GroupWriter writer) =>
        settings.ChangeAsync<Results<Ok<HookResult>, ProblemHttpResult>>(async () =>
        {
            if (!settings.Current.Hooks.TryGetValue(id, out var hook)) return NotFound(id);
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, Outcome.Updated, context));
            var token = tokens.NewToken();
            var until = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().Add(s_grace).ToUnixTimeMilliseconds();
            var written = await WriteAsync(writer, hook with { Hash = LinkTokens.Hash(token), OldHash = hook.Hash, OldUntilMs = until });
            return Shown(context, TypedResults.Ok(new HookResult(id, Outcome.Updated, written.Version) { Token = token, Url = Url(context, id, token), OldValidUntil = InstantText.Utc(until) }));
        }, context.RequestAborted);

    private static Task<Results<Ok<HookResult>, ProblemHttpResult>> DeleteAsync(string id, HttpContext context, CurrentSettings settings, RejectionStore rejections, GroupWriter writer) =>
        settings.ChangeAsync<Results<Ok<HookResult>, ProblemHttpResult>>(async () =>
        {
            if (!settings.Current.Hooks.ContainsKey(id)) return NotFound(id);
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(id, Outcome.Deleted, context));
            var written = await writer.WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, SettingKinds.Hooks.Address(id)), CancellationToken.None);
            await rejections.DeleteAllAsync(id);
            return TypedResults.Ok(new HookResult(id, Outcome.Deleted, written.Version));
        }, context.RequestAborted);

    private static bool IsSame(HookSetting one, HookSetting other) => SettingKind<HookSetting>.Body(one) == SettingKind<HookSetting>.Body(other);

    private static HookResult Rehearsed(string id, Outcome outcome, HttpContext context) =>
        new(id, outcome, context.RequestServices.GetRequiredService<FactFeed>().Version) { DryRun = true };

    private static Task<WriteResult> WriteAsync(GroupWriter writer, HookSetting hook) =>
        writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, [new Setting(SettingKinds.Hooks.Address(hook.Id), SettingKind<HookSetting>.Body(hook))]), CancellationToken.None);

    private static string Url(HttpContext context, string id, string token) =>
        $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/v1/hooks/{id}/{token}";

    /// <summary>No cache on the way keeps the only copy of a token.</summary>
    private static T Shown<T>(HttpContext context, T answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return answer;
    }
}

/// <summary>A hook without its token.</summary>
/// <param name="Signed">It has a secret: what is not signed with it is refused.</param>
/// <param name="OldValidUntil">How long the token before the last rotation is good; null when there is none.</param>
/// <param name="Warnings">What the help desk's data cannot tell, and so no number shows.</param>
internal sealed record HookItem(string Id, string? Preset, JsonElement? Map, JsonElement? Values, string? TimeZone, bool Signed, string? OldValidUntil, IReadOnlyList<KpiWarning> Warnings)
{
    public static HookItem Of(HookSetting hook) =>
        new(hook.Id, hook.Preset, hook.Map, hook.Values, hook.TimeZone, hook.Secret is not null, hook.OldUntilMs is { } until ? InstantText.Utc(until) : null, HookPresets.Warnings(hook.Preset));
}

/// <param name="Id">Of the hook.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is stored.</param>
internal sealed record HookResult(string Id, Outcome Outcome, long Version)
{
    /// <summary>To paste into the help desk; shown when the token is made, and not again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>That of the URL.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>What the help desk's data cannot tell, and so no number shows; where a hook is put.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KpiWarning>? Warnings { get; init; }

    /// <summary>After a rotation: how long the token before is good.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OldValidUntil { get; init; }

    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}

using System.Net.Mime;
using System.Security.Claims;
using System.Text.Json;
using KpiApi.Auth;
using KpiApi.Auth.Schemes;
using KpiApi.Engine.Results;
using KpiApi.Engine.Spelling;
using KpiApi.Hooks.Presets;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Hooks;

/// <summary>What help desks send, as they send it, to URLs that hold a token.</summary>
internal static class HookEndpoints
{
    public const string PayloadDescription = "As the help desk sends it: any JSON.";

    public static void AddHooks(this IServiceCollection services)
    {
        services.AddSingleton<HookMaps>();
        services.AddSingleton<RejectionStore>();
        services.AddSingleton<HookIntake>();
        services.AddSingleton<HookImport>();
    }

    public static void MapHooks(this IEndpointRouteBuilder app)
    {
        var hooks = app.MapGroup("/v1/hooks").AnswersJson();
        hooks.MapPost("/{id}/{token}", TakeAsync)
            .WithTags(Tags.Ingest).RequireAuthorization(ScopeNames.Ingest).WritesStore().TakesNoParameters()
            .WithMetadata(new OpenedByLink(CallerOf, AuthenticationRefusal.NoHook))
            .WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("takePayload")
            .WithSummary("Take in what a help desk sends")
            .WithDescription("The URL that a hook is made with. The payload is mapped, and what it gives is stored like anything that is sent. What cannot be stored is kept for seven days, and the answer is 200 all the same: "
                + "a help desk that got an error would send it again, or switch the hook off. See `GET /v1/hooks/{id}/rejections`.")
            .TakesPath("id", Shapes.Text("The hook's id.", "zendesk"))
            .TakesPath("token", Shapes.Text("Of the hook.", "t0k3n"))
            .TakesBody(PayloadDescription, new BodyForm(MediaTypeNames.Application.Json, new Microsoft.OpenApi.OpenApiSchema()))
            .Explains(StatusCodes.Status200OK, "What became of it.")
            .Fails(StatusCodes.Status401Unauthorized, "The hook has a secret, and the payload is not signed with it, or was signed long ago.", "signature_missing", "signature_invalid", "signature_expired")
            .Fails(StatusCodes.Status403Forbidden, "There is no key yet, and the caller is on another machine.", "no_key_set")
            .Fails(StatusCodes.Status404NotFound, "There is no such hook.", "hook_unknown");
        // Intercom asks by HEAD whether an URL is there before it takes it, and so do people, with a browser.
        hooks.MapGet("/{id}/{token}", Known)
            .WithTags(Tags.Ingest).RequireAuthorization(ScopeNames.Ingest).TakesNoParameters()
            .WithMetadata(new OpenedByLink(CallerOf, AuthenticationRefusal.NoHook))
            .WithName("checkHookUrl")
            .WithSummary("Whether a URL is that of a hook")
            .WithDescription("Some help desks ask by HEAD before they take the URL.")
            .TakesPath("id", Shapes.Text("The hook's id.", "zendesk"))
            .TakesPath("token", Shapes.Text("Of the hook.", "t0k3n"))
            .Explains(StatusCodes.Status200OK, "It is.")
            .Fails(StatusCodes.Status403Forbidden, "There is no key yet, and the caller is on another machine.", "no_key_set")
            .Fails(StatusCodes.Status404NotFound, "There is no such hook.", "hook_unknown");
        hooks.MapGet("/presets/{name}", Preset)
            .WithTags(Tags.Settings).RequireAuthorization(ScopeNames.Read).TakesNoParameters()
            .WithName("getHookPreset")
            .WithSummary("The map of a help desk")
            .WithDescription("As it is built in, to be read, and to be changed member by member in a hook's own `map`.")
            .TakesPath("name", Shapes.Choice("The help desk.", [.. HookPresets.Names]))
            .Explains(StatusCodes.Status200OK, "The map, and the words of the help desk.")
            .Fails(StatusCodes.Status404NotFound, "There is no such preset.", "not_found");
        hooks.MapPost("/{id}/import", ImportAsync)
            .WithTags(Tags.Ingest).RequireAuthorization(ScopeNames.Ingest).WritesStore().TakesDryRun().WithBodyLimit(_ => null)
            .WithName("importExport")
            .WithSummary("Take in a help desk's export")
            .WithDescription("A whole file, of any length, by the hook's map: the items of a JSON list, the lines of NDJSON, the rows of a CSV table, or one JSON object with lists in it (a page of the help desk's API, up to 16 million characters). "
                + "Good items are stored as they arrive and bad ones reported; sending it again does no harm.")
            .TakesPath("id", Shapes.Text("The hook's id.", "zendesk"))
            .TakesBody("As the help desk exports it.", new BodyForm(MediaTypeNames.Application.Json, new Microsoft.OpenApi.OpenApiSchema()),
                new BodyForm(MediaTypes.Ndjson, Shapes.Text("A JSON value a line.")), new BodyForm(MediaTypes.Csv, Shapes.Text("With a header row.")))
            .Explains(StatusCodes.Status200OK, "What became of it; `complete` is false when the file broke off or could not be read to its end.")
            .Fails(StatusCodes.Status404NotFound, "There is no such hook.", "not_found")
            .Fails(StatusCodes.Status415UnsupportedMediaType, "The body is in no form that is known.", "unsupported_media_type");
        HookSettingEndpoints.Map(app);
        RejectionEndpoints.Map(app);
    }

    /// <summary>The hook that a request's path opens; null when there is none, or the token is not its own.</summary>
    private static HookSetting? Find(HttpContext context)
    {
        if (context.Request.RouteValues["id"] is not string id || context.Request.RouteValues["token"] is not string token) return null;
        if (!context.RequestServices.GetRequiredService<CurrentSettings>().Current.Hooks.TryGetValue(id, out var hook)) return null;
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        // Both are compared, so that time does not tell which one it was.
        var (isNew, isOld) = (LinkTokens.Matches(token, hook.Hash), LinkTokens.Matches(token, hook.OldHash) && hook.OldUntilMs > now);
        return isNew || isOld ? hook : null;
    }

    private static ClaimsPrincipal Caller(HookSetting hook) => Callers.Of(SchemeNames.Link, $"hook:{hook.Id}", Scopes.Ingest);

    private static ClaimsPrincipal? CallerOf(HttpContext context) => Find(context) is { } hook ? Caller(hook) : null;

    private static Results<Ok<KnownHook>, ProblemHttpResult> Known(HttpContext context) =>
        Find(context) is { } hook ? TypedResults.Ok(new KnownHook(hook.Id, hook.Preset)) : ProblemResults.Of(AuthenticationRefusal.NoHook.Status, AuthenticationRefusal.NoHook.Error);

    private static async Task<Results<Ok<HookReport>, ProblemHttpResult>> TakeAsync(HttpContext context, HookIntake intake, TimeProvider clock)
    {
        if (Find(context) is not { } hook) return ProblemResults.Of(AuthenticationRefusal.NoHook.Status, AuthenticationRefusal.NoHook.Error);
        // Also where no key is needed: whoever comes by a hook may do what the hook may.
        context.User = Caller(hook);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        if (hook.Secret is { } secret && HookSignatures.Check(hook.Preset, secret, context.Request, body, clock.GetUtcNow()) is { } wrong)
            return ProblemResults.Of(StatusCodes.Status401Unauthorized, wrong);
        return TypedResults.Ok(await intake.TakeAsync(context, hook, body));
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync(string id, HttpContext context, CurrentSettings settings, HookImport import)
    {
        if (!settings.Current.Hooks.TryGetValue(id, out var hook)) return HookSettingEndpoints.NotFound(id);
        return await import.TakeAsync(context, hook) is { } report ? TypedResults.Ok(report) : MediaTypes.UnsupportedForBatch();
    }

    private static Results<Ok<HookPreset>, ProblemHttpResult> Preset(string name) => HookPresets.Names.Contains(name)
        ? TypedResults.Ok(HookPreset.Of(name))
        : ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", $"There is no preset {name}; there are {string.Join(", ", HookPresets.Names)}.", Nearest.To(name, HookPresets.Names)) { Parameter = "name", Value = name });
}

/// <summary>The hook that a URL is of.</summary>
/// <param name="Preset">The help desk whose map it begins with.</param>
internal sealed record KnownHook(string Id, string? Preset);

/// <summary>A help desk's map as it is built in.</summary>
/// <param name="Map">By kind of items, a rule or a list of rules.</param>
/// <param name="Values">By member, the words of the help desk and what they are here.</param>
/// <param name="Warnings">What the help desk's data cannot tell.</param>
internal sealed record HookPreset(JsonElement Map, JsonElement Values, IReadOnlyList<KpiWarning> Warnings)
{
    public static HookPreset Of(string name)
    {
        var preset = HookPresets.Get(name);
        return new(JsonSerializer.SerializeToElement(preset["map"]), JsonSerializer.SerializeToElement(preset["values"]), HookPresets.Warnings(name));
    }
}

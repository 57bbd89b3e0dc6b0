using System.Net.Mime;
using System.Text.Json;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Http.Paging;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Auth.Keys;

/// <summary>Keys over HTTP: listed, made, rotated, revoked.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/v1/keys").WithTags(Tags.Keys).AnswersJson().RequireAuthorization(ScopeNames.Admin).UsesKeyStore().ShowsSecrets();
        keys.MapGet("", ListAsync).TakesNoParameters()
            .WithName("listKeys")
            .WithSummary("Every key")
            .WithDescription("By age, revoked and expired ones too; never their texts. A key from the configuration is not among them.")
            .Explains(StatusCodes.Status200OK, "All of them; `nextCursor` is always null.");
        keys.MapPost("", MakeAsync).TakesDryRun().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("makeKey")
            .WithSummary("Make a key")
            .WithDescription("Its text is shown this once and is kept as a hash. The first key has to have the scope `admin`; from then on every call needs one.")
            .TakesBody("Whose it is, and what it may do.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(KeyBodies.Make), ("dashboard", KeyBodies.Example())))
            .Explains(StatusCodes.Status200OK, "Nothing is wrong with it; nothing was made, because only that was asked.")
            .Explains(StatusCodes.Status201Created, "The key.")
            .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status201Created)
            .Fails(StatusCodes.Status400BadRequest, "The body is not JSON.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status409Conflict, "There is no key yet, and this one could make no other.", "first_key_not_admin")
            .Fails(StatusCodes.Status422UnprocessableEntity, "Everything that is wrong with it, at once.",
                "required", "wrong_type", "unknown_field", "unknown_value", "duplicate_field", "empty", "too_long", "control_character", "invalid_instant", "offset_missing", "out_of_range");
        var key = keys.MapGroup("/{id}").TakesPath("id", Shapes.Text("The key's id.", "3f2a9c1b7d40"))
            .Fails(StatusCodes.Status404NotFound, "There is no such key in force.", "not_found");
        key.MapPost("/rotate", RotateAsync).TakesDryRun().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("rotateKey")
            .WithSummary("Give a key a new text")
            .WithDescription("The old text stays good for the grace period, so that callers can change over one by one; the one before the old ends at once.")
            .MayTakeBody("May be left out.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(KeyBodies.Rotate)))
            .Explains(StatusCodes.Status200OK, "The key with its new text.")
            .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status200OK)
            .Fails(StatusCodes.Status400BadRequest, "The body is not JSON.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status422UnprocessableEntity, "The grace period is wrong.", "wrong_type", "out_of_range", "not_whole", "unknown_field", "duplicate_field");
        key.MapDelete("", RevokeAsync).TakesDryRun()
            .WithName("revokeKey")
            .WithSummary("Revoke a key")
            .WithDescription("It is refused from now on, on every replica within a second. Can be repeated.")
            .Explains(StatusCodes.Status200OK, "It is revoked.");
    }

    private static T UsesKeyStore<T>(this T routes) where T : IEndpointConventionBuilder => routes
        .Fails(StatusCodes.Status500InternalServerError, "The program failed, or the database is damaged; sending it again is of no use.", "store_damaged")
        .Fails(StatusCodes.Status503ServiceUnavailable, "The store is away; `Retry-After` says when to try again.", "store_unavailable");

    private static async Task<Ok<ItemList<KeyItem>>> ListAsync(HttpContext context, KeyStore store) =>
        TypedResults.Ok(new ItemList<KeyItem>([.. (await store.ListAsync(context.RequestAborted)).Select(KeyItem.Of)], null));

    private static async Task<Results<Ok<NewKey>, Created<NewKey>, ProblemHttpResult>> MakeAsync(HttpContext context, KeyStore store, KeyRing ring, TimeProvider clock)
    {
        var (json, problem) = await ReadAsync(context, mayBeEmpty: false);
        using var body = json;
        if (problem is not null) return problem;
        var errors = new List<RequestError>();
        var wanted = JsonBody.Texts(() => CreateKeyRequest.Read(body!.RootElement, clock, errors));
        if (errors.Count > 0) return Wrong(errors);
        if (ring.IsEmpty && !wanted.Scopes.HasFlag(Scopes.Admin))
            return ProblemResults.Of(StatusCodes.Status409Conflict, new("first_key_not_admin", "The first key has to have the scope admin, or nobody could make another.") { Pointer = "/scopes" });
        if (DryRun.IsAsked(context)) return TypedResults.Ok(new NewKey(null, wanted.Name, ScopeNames.Of(wanted.Scopes), null) { DryRun = true });
        var made = await store.AddAsync(wanted.Name, wanted.Scopes, wanted.ExpiresAtMs, context.RequestAborted);
        return Shown(context, TypedResults.Created((string?)null, NewKey.Of(made)));
    }

    private static async Task<Results<Ok<NewKey>, ProblemHttpResult>> RotateAsync(string id, HttpContext context, KeyStore store, TimeProvider clock)
    {
        var (json, problem) = await ReadAsync(context, mayBeEmpty: true);
        using var body = json;
        if (problem is not null) return problem;
        var errors = new List<RequestError>();
        var grace = JsonBody.Texts(() => CreateKeyRequest.ReadGrace(body?.RootElement, errors));
        if (errors.Count > 0) return Wrong(errors);
        if (DryRun.IsAsked(context))
        {
            var (now, known) = (clock.GetUtcNow(), await store.FindAsync(id, context.RequestAborted));
            if (known?.IsInForce(now.ToUnixTimeMilliseconds()) != true) return NotFound(id);
            return TypedResults.Ok(new NewKey(id, known.Name, ScopeNames.Of(known.Scopes), null) { OldValidUntil = InstantText.Utc(now.Add(grace).ToUnixTimeMilliseconds()), DryRun = true });
        }

        return await store.RotateAsync(id, grace, context.RequestAborted) is { } made ? Shown(context, TypedResults.Ok(NewKey.Of(made))) : NotFound(id);
    }

    private static async Task<Results<Ok<RevokedKey>, ProblemHttpResult>> RevokeAsync(string id, HttpContext context, KeyStore store)
    {
        var isDryRun = DryRun.IsAsked(context);
        var isThere = isDryRun ? await store.FindAsync(id, context.RequestAborted) is not null : await store.RevokeAsync(id, context.RequestAborted);
        return isThere ? TypedResults.Ok(new RevokedKey(id, "revoked") { DryRun = isDryRun ? true : null }) : NotFound(id);
    }

    private static async Task<(JsonDocument?, ProblemHttpResult?)> ReadAsync(HttpContext context, bool mayBeEmpty)
    {
        var bytes = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        if (bytes.IsEmpty && mayBeEmpty) return (null, null);
        return MediaTypes.Of(context.Request) is MediaTypeNames.Application.Json
            ? (JsonBody.Parse(bytes, context.Limits()), null)
            : (null, MediaTypes.Unsupported(MediaTypeNames.Application.Json));
    }

    /// <summary>No cache on the way keeps the only copy of a key.</summary>
    private static T Shown<T>(HttpContext context, T answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return answer;
    }

    private static ProblemHttpResult Wrong(List<RequestError> errors) => ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);

    private static ProblemHttpResult NotFound(string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "There is no key in force with this id.") { Parameter = "id", Value = id });
}

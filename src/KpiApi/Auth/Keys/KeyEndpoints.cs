using System.Net.Mime;
using System.Text.Json;
using KpiApi.Hosting;
using KpiApi.Hosting.Limits;
using KpiApi.Ingest;
using KpiApi.Kpis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Auth.Keys;

/// <summary>Keys over HTTP: listed, made, rotated, revoked.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").AnswersJson().RequireAuthorization(ScopeNames.Admin);
        v1.MapGet("/keys", ListAsync);
        v1.MapPost("/keys", MakeAsync).WithBodyLimit(limits => limits.MaxSmallBodyBytes);
        v1.MapPost("/keys/{id}/rotate", RotateAsync).WithBodyLimit(limits => limits.MaxSmallBodyBytes);
        v1.MapDelete("/keys/{id}", RevokeAsync).TakesNoParameters();
    }

    private static async Task<IResult> ListAsync(HttpContext context, KeyStore store)
    {
        if (context.Request.Query.Count > 0) return QueryProblems.Unknown(context.Request.Query.Keys, []);
        return TypedResults.Ok(new ItemList<KeyItem>([.. (await store.ListAsync(context.RequestAborted)).Select(KeyItem.Of)], null));
    }

    private static async Task<IResult> MakeAsync(HttpContext context, KeyStore store, KeyRing ring, TimeProvider clock)
    {
        var (json, problem) = await ReadAsync(context, mayBeEmpty: false);
        using var body = json;
        if (problem is not null) return problem;
        var errors = new List<RequestError>();
        var wanted = JsonBody.Texts(() => WantedKey.Read(body!.RootElement, clock, errors));
        if (errors.Count > 0) return Wrong(errors);
        if (ring.IsEmpty && !wanted.Scopes.HasFlag(Scopes.Admin))
            return ProblemResults.Of(StatusCodes.Status409Conflict, new("first_key_not_admin", "The first key has to have the scope admin, or nobody could make another.") { Pointer = "/scopes" });
        var made = await store.AddAsync(wanted.Name, wanted.Scopes, wanted.ExpiresAtMs, context.RequestAborted);
        return Shown(context, TypedResults.Created((string?)null, NewKey.Of(made)));
    }

    private static async Task<IResult> RotateAsync(string id, HttpContext context, KeyStore store)
    {
        var (json, problem) = await ReadAsync(context, mayBeEmpty: true);
        using var body = json;
        if (problem is not null) return problem;
        var errors = new List<RequestError>();
        var grace = JsonBody.Texts(() => WantedKey.ReadGrace(body?.RootElement, errors));
        if (errors.Count > 0) return Wrong(errors);
        return await store.RotateAsync(id, grace, context.RequestAborted) is { } made ? Shown(context, TypedResults.Ok(NewKey.Of(made))) : NotFound(id);
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, KeyStore store) =>
        await store.RevokeAsync(id, context.RequestAborted) ? TypedResults.Ok(new RevokedKey(id, "revoked")) : NotFound(id);

    private static async Task<(JsonDocument?, IResult?)> ReadAsync(HttpContext context, bool mayBeEmpty)
    {
        if (context.Request.Query.Count > 0) return (null, QueryProblems.Unknown(context.Request.Query.Keys, []));
        var bytes = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        if (bytes.IsEmpty && mayBeEmpty) return (null, null);
        return MediaTypes.Of(context.Request) is MediaTypeNames.Application.Json
            ? (JsonBody.Parse(bytes, context.Limits()), null)
            : (null, MediaTypes.Unsupported(MediaTypeNames.Application.Json));
    }

    /// <summary>No cache on the way keeps the only copy of a key.</summary>
    private static IResult Shown(HttpContext context, IResult answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return answer;
    }

    private static ProblemHttpResult Wrong(List<RequestError> errors) => ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);

    private static ProblemHttpResult NotFound(string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "There is no key in force with this id.") { Parameter = "id", Value = id });
}

using System.Buffers;
using System.Collections.Frozen;
using KpiApi.GraphQL.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Hosting.Keys;

/// <summary>Two steps of every request: who asks, and, when the limits have counted the request, whether what is asked for is open to them.</summary>
internal static class CallerIdentification
{
    private const string Challenge = "Bearer realm=\"KpiApi\"";
    private const string KeyHeader = "X-Api-Key";
    private const string BearerPrefix = "Bearer ";

    private const string OnlyLocal =
        "This service has no key yet and answers only programs that call it directly on its own machine, not through a proxy and not for a page of another site. "
        + "Make the first key there by POST /v1/keys, set Keys__Admin, or start it with Keys__PrintFirst=true.";

    private const string NobodyYet =
        "This service has no key yet and was given an address to listen on, so it answers nobody. Set Keys__Admin, start it with Keys__PrintFirst=true, which prints a first key, "
        + "or let programs on its own machine do without one by Keys__AllowLoopbackWithoutKey=true.";

    /// <summary>Under these names other services take keys in the URL, where logs, histories and referrers keep them.</summary>
    private static readonly FrozenSet<string> s_keyParameters =
        new[] { "access_token", "api_key", "apikey", "api-key", KeyHeader, "key", "token" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every such name has one of the first two in it, unless its letters are escaped.</summary>
    private static readonly SearchValues<string> s_signsOfKeys = SearchValues.Create(["key", "token", "%"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Puts the <see cref="Caller"/> among the features, or the reason why there is none.</summary>
    public static Task IdentifyAsync(HttpContext context, RequestDelegate next)
    {
        if (KeyParameter(context.Request) is { } parameter)
            return KeyInUrl(parameter).ExecuteAsync(context);
        var ring = context.RequestServices.GetRequiredService<KeyRing>();
        return ring.IsEmpty ? GoOn(context, OfThisMachine(context), next) : IdentifyAsync(context, ring, next);
    }

    private static async Task IdentifyAsync(HttpContext context, KeyRing ring, RequestDelegate next) =>
        await GoOn(context, await OfKeyAsync(context, ring), next);

    private static Task GoOn(HttpContext context, (Caller? Caller, Refusal? Refusal) who, RequestDelegate next)
    {
        context.Features.Set(who.Caller);
        context.Features.Set(who.Refusal);
        return next(context);
    }

    /// <summary>Most queries show at a glance that they have none, and need not be read for it.</summary>
    private static string? KeyParameter(HttpRequest request) =>
        request.QueryString.Value.AsSpan().ContainsAny(s_signsOfKeys) ? request.Query.Keys.FirstOrDefault(s_keyParameters.Contains) : null;

    /// <summary>Goes on when the caller holds what the route needs.</summary>
    public static Task CheckScopesAsync(HttpContext context, RequestDelegate next)
    {
        var route = context.GetEndpoint() is RouteEndpoint endpoint ? endpoint.Metadata.GetMetadata<NeededScopes>() ?? new(Scopes.Admin) : null;
        var needed = route?.Scopes ?? Scopes.None;
        if (IsOpenToAll(route, context)) return next(context);
        if (context.Features.Get<Caller>() is not { } caller) return context.Features.GetRequiredFeature<Refusal>().AnswerAsync(context);
        if (caller.Scopes.Hold(needed)) return next(context);
        context.Response.Headers.WWWAuthenticate = $"{Challenge}, error=\"insufficient_scope\", scope=\"{string.Join(' ', ScopeNames.Of(needed))}\"";
        return ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeMissing(needed)).ExecuteAsync(context);
    }

    public static RequestError ScopeMissing(Scopes needed) =>
        new("scope_missing", $"This needs a key with {(ScopeNames.Of(needed) is [var one] ? $"the scope {one}" : $"the scopes {string.Join(" and ", ScopeNames.Of(needed))}")}.");

    /// <summary>Probes; pages and documents, which hold no data; and what there is not. The last two only to callers of this machine while there is no key.</summary>
    private static bool IsOpenToAll(NeededScopes? route, HttpContext context)
    {
        if (route is { Scopes: Scopes.None }) return true;
        var isPage = route is null || (route.HasPage && GraphQLPage.IsWanted(context.Request));
        return isPage && !context.RequestServices.GetRequiredService<KeyRing>().IsEmpty;
    }

    private static (Caller?, Refusal?) OfThisMachine(HttpContext context)
    {
        var trust = context.RequestServices.GetRequiredService<LocalTrust>();
        return trust.Covers(context) ? (Caller.Local, null) : (null, new(StatusCodes.Status403Forbidden, new("no_key_set", trust.IsGiven ? OnlyLocal : NobodyYet)));
    }

    private static async Task<(Caller?, Refusal?)> OfKeyAsync(HttpContext context, KeyRing ring)
    {
        if (KeyIn(context.Request) is not { Length: > 0 } text)
            return (null, new(StatusCodes.Status401Unauthorized, new("key_missing", $"Send a key as Authorization: Bearer, or as {KeyHeader}."), Challenge));
        var tokens = context.RequestServices.GetRequiredService<OidcTokens>();
        KeyCheck check;
        try
        {
            check = tokens.Takes(text) ? await tokens.CheckAsync(text, context.RequestAborted) : ring.Check(text);
        }
        catch (InvalidOperationException)
        {
            return (null, new(StatusCodes.Status503ServiceUnavailable, new("issuer_unavailable", "The issuer of the token cannot be asked for its keys.")));
        }

        return check.Caller is { } caller ? (caller, null) : (null, Invalid(check));
    }

    private static Refusal Invalid(KeyCheck check) => new(StatusCodes.Status401Unauthorized,
        check.IsExpired ? new("key_expired", "The key has expired.") : new("key_unknown", "There is no such key; it may have been revoked."),
        $"{Challenge}, error=\"invalid_token\"");

    /// <summary>X-Api-Key first: a proxy may need Authorization for itself.</summary>
    private static string? KeyIn(HttpRequest request)
    {
        if (request.Headers[KeyHeader] is [{ } key]) return key.Trim();
        return request.Headers.Authorization is [{ } value] && value.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? value[BearerPrefix.Length..].Trim() : null;
    }

    private static ProblemHttpResult KeyInUrl(string parameter) => ProblemResults.Of(StatusCodes.Status400BadRequest,
        new("key_in_url", $"A key in a URL ends up in logs, so it is not taken from there: send it as Authorization: Bearer, or as {KeyHeader}.") { Parameter = parameter });
}

/// <summary>Why a request has no caller.</summary>
/// <param name="Challenge">What to send instead; null where no key would help.</param>
internal sealed record Refusal(int Status, RequestError Error, string? Challenge = null)
{
    public Task AnswerAsync(HttpContext context)
    {
        if (Challenge is not null) context.Response.Headers.WWWAuthenticate = Challenge;
        return ProblemResults.Of(Status, Error).ExecuteAsync(context);
    }
}

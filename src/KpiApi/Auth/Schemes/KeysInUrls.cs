using System.Buffers;
using System.Collections.Frozen;
using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Auth.Schemes;

/// <summary>Under these names other services take keys in the URL, where logs, histories and referrers keep them; here they are refused.</summary>
internal static class KeysInUrls
{
    private static readonly FrozenSet<string> s_parameters =
        new[] { "access_token", "api_key", "apikey", "api-key", SentKey.Header, "key", "token" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every such name has one of the first two in it, unless its letters are escaped.</summary>
    private static readonly SearchValues<string> s_signs = SearchValues.Create(["key", "token", "%"], StringComparison.OrdinalIgnoreCase);

    public static Task RefuseAsync(HttpContext context, RequestDelegate next) =>
        ParameterIn(context.Request) is { } parameter ? Refusal(parameter).ExecuteAsync(context) : next(context);

    /// <summary>Most queries show at a glance that they have none, and need not be read for it.</summary>
    private static string? ParameterIn(HttpRequest request) =>
        request.QueryString.Value.AsSpan().ContainsAny(s_signs) ? request.Query.Keys.FirstOrDefault(s_parameters.Contains) : null;

    private static ProblemHttpResult Refusal(string parameter) => ProblemResults.Of(StatusCodes.Status400BadRequest,
        new("key_in_url", $"A key in a URL ends up in logs, so it is not taken from there: send it as Authorization: Bearer, or as {SentKey.Header}.") { Parameter = parameter });
}

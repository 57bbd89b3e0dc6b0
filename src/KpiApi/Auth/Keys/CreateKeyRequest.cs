using System.Text.Json;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Storage.Tables;

namespace KpiApi.Auth.Keys;

/// <summary>What the body of POST /v1/keys asks for.</summary>
internal sealed record CreateKeyRequest(string Name, Scopes Scopes, long? ExpiresAtMs)
{
    private const int MaxGraceSeconds = 30 * 86_400;
    private const int DefaultGraceSeconds = 86_400;
    private static readonly string[] s_members = ["name", "scopes", "expiresAt"];
    private static readonly string[] s_rotation = ["graceSeconds"];

    /// <summary>To be used only when it found no errors.</summary>
    public static CreateKeyRequest Read(JsonElement json, TimeProvider clock, List<RequestError> errors)
    {
        var members = JsonMembers.OfBody(json, s_members, errors);
        return new(members.RequiredText("name"), ReadScopes(members), FutureInstant.Read(members, "expiresAt", clock));
    }

    public static TimeSpan ReadGrace(JsonElement? json, List<RequestError> errors)
    {
        var seconds = json is { } body ? JsonMembers.OfBody(body, s_rotation, errors).Whole("graceSeconds", 0, MaxGraceSeconds) : null;
        return TimeSpan.FromSeconds(seconds ?? DefaultGraceSeconds);
    }

    private static Scopes ReadScopes(JsonMembers members)
    {
        var scopes = Scopes.None;
        foreach (var (text, pointer) in members.Texts("scopes"))
        {
            if (ScopeNames.Parse(text) is var scope && scope == Scopes.None)
                members.ProblemAt(pointer, "unknown_value", $"There is no scope {text}; there are {string.Join(", ", ScopeNames.All)}.", text, Nearest.To(text, ScopeNames.All));
            scopes |= scope;
        }

        if (!members.Has("scopes") || members.IsEmptyList("scopes")) members.Problem("scopes", "required", "A key needs at least one scope.");
        return scopes;
    }
}

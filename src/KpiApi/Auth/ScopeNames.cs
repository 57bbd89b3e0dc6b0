using KpiApi.Http.Errors;
using KpiApi.Storage.Tables;

namespace KpiApi.Auth;

internal static class ScopeNames
{
    public const string Ingest = "ingest";
    public const string Read = "read";
    public const string ReadAgents = "read:agents";
    public const string Admin = "admin";

    private static readonly (string Name, Scopes Scope)[] s_names =
        [(Ingest, Scopes.Ingest), (Read, Scopes.Read), (ReadAgents, Scopes.ReadAgents), (Admin, Scopes.Admin)];

    public static IReadOnlyList<string> All { get; } = [.. s_names.Select(n => n.Name)];

    /// <summary>None when there is no such scope.</summary>
    public static Scopes Parse(string? name) => Array.Find(s_names, n => n.Name == name).Scope;

    public static IReadOnlyList<string> Of(Scopes scopes) => [.. s_names.Where(n => scopes.HasFlag(n.Scope)).Select(n => n.Name)];

    public static RequestError Missing(Scopes needed) =>
        new("scope_missing", $"This needs a key with {(Of(needed) is [var one] ? $"the scope {one}" : $"the scopes {string.Join(" and ", Of(needed))}")}.");
}

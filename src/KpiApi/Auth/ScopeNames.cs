using KpiApi.Http.Errors;
using KpiApi.Storage.Tables;

namespace KpiApi.Auth;

internal static class ScopeNames
{
    public const string Ingest = "ingest";
    public const string Read = "read";
    public const string ReadAgents = "read:agents";
    public const string Admin = "admin";

    /// <summary>For routes that a caller may use who may write the same, or who may read everything with its agents.</summary>
    public const string IngestOrReadAgents = "ingest|read read:agents";

    private static readonly (string Name, Scopes Scope)[] s_names =
        [(Ingest, Scopes.Ingest), (Read, Scopes.Read), (ReadAgents, Scopes.ReadAgents), (Admin, Scopes.Admin)];

    public static IReadOnlyList<string> All { get; } = [.. s_names.Select(n => n.Name)];

    /// <summary>None when there is no such scope.</summary>
    public static Scopes Parse(string? name) => Array.Find(s_names, n => n.Name == name).Scope;

    public static IReadOnlyList<string> Of(Scopes scopes) => [.. s_names.Where(n => scopes.HasFlag(n.Scope)).Select(n => n.Name)];

    /// <summary>The alternatives of a policy, of which one is enough; empty for a policy without alternatives.</summary>
    public static IReadOnlyList<Scopes> Alternatives(string? policy) => policy?.Split('|') is { Length: > 1 } alternatives
        ? [.. alternatives.Select(scopes => scopes.Split(' ').Aggregate(Scopes.None, (all, name) => all | Parse(name)))]
        : [];

    public static RequestError Missing(params IReadOnlyList<Scopes> alternatives) =>
        new("scope_missing", $"This needs a key with {string.Join(", or with ", alternatives.Select(Names))}.");

    private static string Names(Scopes needed) => Of(needed) is [var one] ? $"the scope {one}" : $"the scopes {string.Join(" and ", Of(needed))}";
}

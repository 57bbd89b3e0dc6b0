namespace KpiApi.Hosting.Keys;

/// <summary>What a caller may do.</summary>
[Flags]
internal enum Scopes
{
    None = 0,
    Ingest = 1,
    Read = 2,

    /// <summary>Numbers by agent, and records and tickets, which show agents.</summary>
    ReadAgents = 4,
    Admin = 8,
}

internal static class ScopeNames
{
    private static readonly (string Name, Scopes Scope)[] s_names =
        [("ingest", Scopes.Ingest), ("read", Scopes.Read), ("read:agents", Scopes.ReadAgents), ("admin", Scopes.Admin)];

    public static IReadOnlyList<string> All { get; } = [.. s_names.Select(n => n.Name)];

    /// <summary>None when there is no such scope.</summary>
    public static Scopes Parse(string name) => s_names.FirstOrDefault(n => n.Name == name).Scope;

    public static IReadOnlyList<string> Of(Scopes scopes) => [.. s_names.Where(n => scopes.HasFlag(n.Scope)).Select(n => n.Name)];

    /// <summary>admin holds every scope; no other holds another.</summary>
    public static bool Hold(this Scopes held, Scopes needed) => held.HasFlag(Scopes.Admin) || (held & needed) == needed;
}

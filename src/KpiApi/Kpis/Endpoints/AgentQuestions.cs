using System.Security.Claims;
using KpiApi.Auth;
using KpiApi.Engine.Drivers;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Storage.Tables;

namespace KpiApi.Kpis.Endpoints;

/// <summary>
/// Numbers of single agents need a scope of their own. Looked for in the request and not in the query, since even an error would tell:
/// that of a misspelt agent names one that there is.
/// </summary>
internal static class AgentQuestions
{
    public const string Refused = "scope_missing";

    /// <summary>Parameters that list dimensions.</summary>
    private static readonly string[] s_groups = ["groupBy", DriversParser.By];

    /// <summary>Null when the caller may ask this.</summary>
    public static QueryError? Refusal(KpiRequest request, ClaimsPrincipal caller) =>
        caller.Holds(Scopes.ReadAgents) ? null
        : request.Names.FirstOrDefault(IsAgentFilter) is { } filter ? Refusal(filter)
        : s_groups.FirstOrDefault(name => request.Values(name).SelectMany(v => (v ?? "").Split(',')).Any(item => IsAgent(item.Trim()))) is { } groups ? Refusal(groups)
        : null;

    public static QueryError Refusal(string parameter) =>
        new(Refused, parameter, DimensionNames.Name(Dimension.Agent), ScopeNames.Missing(Scopes.ReadAgents).Message);

    private static bool IsAgentFilter(string name) => DimensionNames.OfFilter(name) == Dimension.Agent;

    private static bool IsAgent(string name) => DimensionNames.Parse(name) == Dimension.Agent;
}

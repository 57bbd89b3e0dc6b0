using System.Security.Claims;
using KpiApi.Auth;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Endpoints;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Kpis;

/// <summary>The values of a dimension for a filter menu, the most frequent first.</summary>
internal sealed class DimensionMenu(KpiRunner runner, QueryAdmission admission, StoreQueries store)
{
    public async Task<IEnumerable<DimensionItem>> OfAsync(MenuQuestion asked, ListCall call)
    {
        var (dimension, snapshot) = (asked.Dimension, call.Snapshot);
        var values = CountedBy(dimension) is { } question
            ? await AskAsync(question.Add("groupBy", DimensionNames.Name(dimension)), call)
            : await admission.RunAsync(call.Caller, DimensionValues.Cost(snapshot, dimension),
                (_, cancel) => DimensionValues.Of(snapshot, dimension, cancel).Select(v => new DimensionItem(v.Value, v.Count)), call.Gone);
        if (asked.Prefix is { Length: > 0 } prefix)
            values = values.Where(v => v.Value?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true);
        if (asked.Search is not { Length: > 0 } search)
            return values;
        HashSet<string> named = [];
        // Reading every name costs at most what counting the values has.
        if (HasNames(dimension, call.Caller))
            named = await admission.RunAsync(call.Caller, DimensionValues.Cost(snapshot, dimension),
                (_, _) => dimension == Dimension.Agent ? store.ReadAgentIds(search) : store.ReadAccountIds(search), call.Gone);
        return values.Where(v => v.Value is { } value && (IsIn(value) || named.Contains(value)));

        bool IsIn(string text) => text.Contains(search, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The same items with what agents and accounts are called.</summary>
    public IReadOnlyList<DimensionItem> WithNames(Dimension dimension, IReadOnlyList<DimensionItem> page, ClaimsPrincipal caller)
    {
        if (page.Count == 0 || !HasNames(dimension, caller))
            return page;
        var ids = page.Select(item => item.Value).OfType<string>();
        var names = dimension == Dimension.Agent
            ? store.ReadNamed(StoreTables.Agents, ids).ToDictionary(agent => agent.Id, agent => agent.Name, StringComparer.Ordinal)
            : store.ReadNamed(StoreTables.Accounts, ids).ToDictionary(account => account.Id, account => account.Name, StringComparer.Ordinal);
        return [.. page.Select(item => item with { Name = names.GetValueOrDefault(item.Value ?? "") })];
    }

    /// <summary>Its values are ids of what can have a name.</summary>
    public static bool IsNamed(Dimension dimension) => dimension == Dimension.Agent || dimension == Dimension.Account;

    /// <summary>Only callers who may read the agents and accounts themselves see their names.</summary>
    private static bool HasNames(Dimension dimension, ClaimsPrincipal caller) => IsNamed(dimension) && (caller.Holds(Scopes.ReadAgents) || caller.Holds(Scopes.Ingest));

    /// <summary>What no column of a ticket tells is counted by a query: where open tickets stand now, and the stages that were left.</summary>
    private static KpiRequest? CountedBy(Dimension dimension) => dimension.Kind switch
    {
        DimensionKind.Status or DimensionKind.Age or DimensionKind.Idle => new KpiRequest().Add("metrics", "open_tickets").Add("period", "today"),
        DimensionKind.Stage => new KpiRequest().Add("metrics", "stage_time").Add("period", "all"),
        _ => null,
    };

    private async Task<IEnumerable<DimensionItem>> AskAsync(KpiRequest request, ListCall call)
    {
        var (query, _, _) = runner.Parse(request, Callers.Local, call.Snapshot, call.At);
        var prepared = runner.Prepare(query!, call.Snapshot);
        return await admission.RunAsync(call.Caller, prepared.Cost, (helpers, cancel) =>
            runner.Execute(prepared, helpers, cancel).Result!.Rows
                .Select(row => new DimensionItem(row.Keys[0], row.Values[0].Count)).OrderByDescending(item => item.Count).ThenBy(item => item.Value, StringComparer.Ordinal).ToList(), call.Gone);
    }
}

/// <param name="Prefix">That values begin with; null for all.</param>
/// <param name="Search">That is in them, or in what agents and accounts are called; null for all. Letter case does not count.</param>
internal sealed record MenuQuestion(Dimension Dimension, string? Prefix, string? Search);

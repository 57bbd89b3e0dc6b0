using System.Security.Claims;
using KpiApi.Auth;
using KpiApi.Engine.Columns;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Endpoints;
using NodaTime;

namespace KpiApi.Kpis;

/// <summary>The values of a dimension for a filter menu, the most frequent first.</summary>
internal sealed class DimensionMenu(KpiRunner runner, QueryAdmission admission)
{
    /// <param name="prefix">That they begin with; null for all.</param>
    /// <param name="at">The moment of asking; null for now.</param>
    public async Task<IEnumerable<DimensionItem>> OfAsync(Dimension dimension, string? prefix, FactSnapshot snapshot, ClaimsPrincipal caller, Instant? at, CancellationToken gone)
    {
        var values = CountedBy(dimension) is { } question
            ? await AskAsync(question.Add("groupBy", DimensionNames.Name(dimension)), snapshot, caller, at, gone)
            : await admission.RunAsync(caller, DimensionValues.Cost(snapshot, dimension),
                (_, cancel) => DimensionValues.Of(snapshot, dimension, cancel).Select(v => new DimensionItem(v.Value, v.Count)), gone);
        return values.Where(v => string.IsNullOrEmpty(prefix) || v.Value?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <summary>What no column of a ticket tells is counted by a query: where open tickets stand now, and the stages that were left.</summary>
    private static KpiRequest? CountedBy(Dimension dimension) => dimension.Kind switch
    {
        DimensionKind.Status or DimensionKind.Age or DimensionKind.Idle => new KpiRequest().Add("metrics", "open_tickets").Add("period", "today"),
        DimensionKind.Stage => new KpiRequest().Add("metrics", "stage_time").Add("period", "all"),
        _ => null,
    };

    private async Task<IEnumerable<DimensionItem>> AskAsync(KpiRequest request, FactSnapshot snapshot, ClaimsPrincipal caller, Instant? at, CancellationToken gone)
    {
        var (query, _, _) = runner.Parse(request, Callers.Local, snapshot, at);
        var prepared = runner.Prepare(query!, snapshot);
        return await admission.RunAsync(caller, prepared.Cost, (helpers, cancel) =>
            runner.Execute(prepared, helpers, cancel).Result!.Rows
                .Select(row => new DimensionItem(row.Keys[0], row.Values[0].Count)).OrderByDescending(item => item.Count).ThenBy(item => item.Value, StringComparer.Ordinal).ToList(), gone);
    }
}

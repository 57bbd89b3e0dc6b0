using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Hosting.Keys;
using NodaTime;

namespace KpiApi.Kpis;

/// <summary>The values of a dimension for a filter menu, the most frequent first.</summary>
internal static class DimensionMenu
{
    public static IEnumerable<DimensionItem> Of(Dimension dimension, string? prefix, KpiRunner runner, FactSnapshot snapshot, Instant? at = null)
    {
        var values = CountedBy(dimension) is { } question
            ? Ask(question.Add("groupBy", DimensionNames.Name(dimension)), runner, snapshot, at)
            : DimensionValues.Of(snapshot, dimension).Select(v => new DimensionItem(v.Value, v.Count));
        return values.Where(v => string.IsNullOrEmpty(prefix) || v.Value?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <summary>What no column of a ticket tells is counted by a query: where open tickets stand now, and the stages that were left.</summary>
    private static KpiRequest? CountedBy(Dimension dimension) => dimension switch
    {
        Dimension.Status or Dimension.Age or Dimension.Idle => new KpiRequest().Add("metrics", "open_tickets").Add("period", "today"),
        Dimension.Stage => new KpiRequest().Add("metrics", "stage_time").Add("period", "all"),
        _ => null,
    };

    private static IEnumerable<DimensionItem> Ask(KpiRequest request, KpiRunner runner, FactSnapshot snapshot, Instant? at)
    {
        var (query, _, _) = runner.Parse(request, Caller.Local, snapshot, at);
        var (result, _) = runner.Execute(query!, snapshot, CancellationToken.None);
        return result!.Rows.Select(row => new DimensionItem(row.Keys[0], row.Values[0].Count)).OrderByDescending(item => item.Count);
    }
}

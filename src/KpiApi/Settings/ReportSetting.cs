using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Engine.Metrics;
using KpiApi.Http.Descriptions;

namespace KpiApi.Settings;

/// <summary>A stored query.</summary>
/// <param name="Name">For people to read.</param>
/// <param name="Query">The body of a POST to /v1/kpis.</param>
internal sealed record ReportSetting(string Id, string Name, [property: Component(ReportSetting.QueryComponent)] JsonElement Query)
{
    /// <summary>As the document describes the body of a query.</summary>
    public const string QueryComponent = "KpiRequest";

    /// <summary>It groups or filters by agent.</summary>
    [JsonIgnore]
    public bool NamesAgent =>
        Names(Query).Any(IsAgent) || (Query.TryGetProperty("filters", out var filters) && Names(filters).Any(IsAgent))
        || (Query.TryGetProperty("groupBy", out var groups) && groups.GetRawText().Contains(DimensionNames.Name(Dimension.Agent), StringComparison.Ordinal));

    private static IEnumerable<string> Names(JsonElement json) => json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Select(member => member.Name) : [];

    private static bool IsAgent(string name) => name.Split('.')[0] == DimensionNames.Name(Dimension.Agent);
}

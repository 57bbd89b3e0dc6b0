using System.Text.Json;

namespace KpiApi.Kpis.Responses;

internal static class MetricWords
{
    /// <summary>A name of an enum as JSON has it: snake case.</summary>
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

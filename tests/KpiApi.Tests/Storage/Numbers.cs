using System.Text.Json.Nodes;
using KpiApi.Engine.Metrics;

namespace KpiApi.Tests.Storage;

/// <summary>Every number of every metric: over all time, by month, by each of its dimensions, in business hours, each of its statistics.</summary>
internal static class Numbers
{
    /// <summary>Each row and the totals with their question, always in the same order.</summary>
    public static async Task<List<string>> OfAsync(HttpClient http)
    {
        var numbers = new List<string>();
        foreach (var metric in MetricCatalogue.All)
            foreach (var question in Questions(metric))
                numbers.AddRange(await AskAsync(http, question));
        return numbers;
    }

    public static async Task<IEnumerable<string>> AskAsync(HttpClient http, string question)
    {
        var text = await http.GetStringAsync(new Uri($"/v1/kpis?{question}", UriKind.Relative));
        var answer = JsonNode.Parse(text)!;
        return answer["rows"]!.AsArray().Select(row => $"{question} {row!.ToJsonString()}")
            .Append($"{question} totals {answer["totals"]!.ToJsonString()}").Order(StringComparer.Ordinal);
    }

    public static IEnumerable<string> Questions(Metric metric)
    {
        string[] names = [metric.Name, .. metric.Statistics.Select(statistic => $"{metric.Name}:{statistic}")];
        var all = $"metrics={string.Join(',', names)}&from=2026-01-01&to=2026-11-01";
        yield return all;
        yield return $"{all}&interval=month";
        if (metric.HasBusinessHours) yield return $"{all}&hours=business";
        foreach (var dimension in metric.Dimensions) yield return $"{all}&groupBy={DimensionNames.Name(dimension)}";
    }
}

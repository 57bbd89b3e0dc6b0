using System.Runtime.CompilerServices;
using System.Text;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Tests.Metrics;

public class MetricsDocumentTests
{
    private const string WriteSpecs = "KPIAPI_WRITE_SPECS";

    [Fact]
    public void Document_of_the_metrics_is_that_of_the_catalogue()
    {
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "api-specs", "metrics.md");
        var text = Text();
        if (Environment.GetEnvironmentVariable(WriteSpecs) == "1")
            File.WriteAllText(path, text);
        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text,
            $"api-specs/metrics.md is not what the catalogue says. Write it anew with {WriteSpecs}=1 dotnet test tests/KpiApi.Engine.Tests --filter {nameof(MetricsDocumentTests)}.");
    }

    private static string Text()
    {
        var text = new StringBuilder("# The metrics\n\nWritten from the catalogue by `MetricsDocumentTests`; do not edit.\n");
        foreach (var kind in Enum.GetValues<MetricKind>())
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {kind}\n\n");
            text.Append("| name | title | unit | better | at | by | dimensions | statistics | definition |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
            foreach (var metric in MetricCatalogue.All.Where(m => m.Kind == kind))
                text.Append("| ").AppendJoin(" | ", Cells(metric)).Append(" |\n");
        }
        return text.ToString();
    }

    private static IEnumerable<string> Cells(Metric metric) =>
    [
        $"`{metric.Name}`", metric.Title, metric.Unit.ToString().ToLowerInvariant(),
        metric.Direction switch { Direction.HigherIsBetter => "higher", Direction.LowerIsBetter => "lower", _ => "–" },
        metric.At ?? "–", metric.By ?? "–", string.Join(", ", metric.Dimensions.Select(DimensionNames.Name)),
        metric.Statistics.Count == 0 ? "–" : string.Join(", ", metric.Statistics) + ", p1–p99" + (metric.Unit == Unit.Seconds ? ", within_\\<n\\>\\<s\\|m\\|h\\|d\\>" : ""), metric.Definition.Replace("|", "\\|", StringComparison.Ordinal),
    ];

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

using System.Globalization;
using KpiApi.Engine.Metrics;
using KpiApi.Settings;

namespace KpiApi.Alerts;

/// <summary>A sentence for an alert that has no title.</summary>
internal static class AlertTitles
{
    public static string Of(AlertSetting alert) => alert.Title ?? alert.When switch
    {
        { Metric: { } metric, Above: { } above, Window: var window } => $"{Name(metric)} above {above} ({Words(window!)})",
        { Metric: { } metric, Below: { } below, Window: var window } => $"{Name(metric)} below {below} ({Words(window!)})",
        { Unusual: { } metric, Interval: var interval, GroupBy: var dimension } => $"{Name(metric)} unusual in the last {interval}{(dimension is null ? "" : $", by {dimension}")}",
        { Ticket: { } wait, ForSeconds: { } seconds } => $"A customer has waited {Duration(seconds)} for {(wait == "awaiting_reply" ? "a reply" : "a first response")}",
        { Sla: { } clock, BeforeDueSeconds: 0 } => $"SLA breached: {Words(clock)}",
        { Sla: { } clock, BeforeDueSeconds: { } seconds } => $"SLA due in {Duration(seconds)}: {Words(clock)}",
        { Survey: { } kind } => $"Negative {kind.ToUpperInvariant()} answer",
        _ => alert.Id,
    };

    private static string Name(string metric) => metric.Split(':', 2) is [var name, .. var statistic] && MetricCatalogue.Find(name) is { } known
        ? known.Title + (statistic.Length > 0 ? $" ({Words(statistic[0])})" : "")
        : metric;

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Duration(long seconds) => seconds switch
    {
        _ when seconds % 86_400 == 0 => Count(seconds / 86_400, "day"),
        _ when seconds % 3_600 == 0 => Count(seconds / 3_600, "hour"),
        _ when seconds % 60 == 0 => Count(seconds / 60, "minute"),
        _ => Count(seconds, "second"),
    };

    private static string Count(long number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");
}

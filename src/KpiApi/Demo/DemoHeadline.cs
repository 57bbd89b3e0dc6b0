using System.Globalization;
using System.Text;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Kpis;
using NodaTime;

namespace KpiApi.Demo;

/// <summary>The last 30 days beside the 30 days before, as a table.</summary>
internal static class DemoHeadline
{
    private const int NameWidth = 36;
    private const int ValueWidth = 16;

    private static readonly string[] s_metrics =
    [
        "tickets_created", "tickets_resolved", "open_tickets", "awaiting_first_response", "reopens",
        "first_response_time:median", "first_response_time:p90", "resolution_time:median", "resolution_time:p90", "handle_time:avg",
        "sla_first_response", "first_contact_resolution", "agent_utilization", "cost_per_resolution",
        "csat", "nps", "ces", "survey_responses",
    ];

    public static string Text(KpiRunner runner)
    {
        var last = Ask(runner, new KpiRequest().Add("period", "last_30_days"));
        var (from, to) = (Date(last, last.Query.Period.FromMs), Date(last, last.Query.Period.ToMs));
        var days = Period.DaysBetween(from, to);
        var before = Ask(runner, new KpiRequest().Add("from", Iso(from.PlusDays(-days))).Add("to", Iso(from)));

        var text = new StringBuilder();
        text.Append('\n').Append(Row("", Span(last), Span(before), "")).Append(Row("", "last 30 days", "30 days before", "change"));
        text.Append("  ").Append('─', NameWidth + 2 * ValueWidth + 10).Append('\n');
        for (var i = 0; i < s_metrics.Length; i++)
            text.Append(Row(last.Query.Metrics[i], last.Totals[i], before.Totals[i]));
        return text.ToString();
    }

    private static KpiResult Ask(KpiRunner runner, KpiRequest request)
    {
        var (result, errors) = runner.Run(request.Add("metrics", string.Join(',', s_metrics)), CancellationToken.None);
        return result ?? throw new InvalidOperationException(string.Join(' ', errors.Select(e => e.Message)));
    }

    private static string Row(MetricChoice choice, KpiValue now, KpiValue before)
    {
        var colon = choice.Name.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? choice.Metric.Title : $"{choice.Metric.Title}, {choice.Name[(colon + 1)..]}";
        return Row(name, Number(now.Value, choice.Unit), Number(before.Value, choice.Unit), Change(now.Value, before.Value));
    }

    private static string Row(string name, string now, string before, string change) =>
        $"  {name,-NameWidth}{now,ValueWidth}{before,ValueWidth}{change,10}\n";

    /// <summary>Null, which is "no data", is not 0.</summary>
    private static string Number(decimal? value, Unit unit) => (value, unit) switch
    {
        (null, _) => "–",
        ({ } seconds, Unit.Seconds) => Span(seconds),
        ({ } percent, Unit.Percent) => percent.ToString("0.0", CultureInfo.InvariantCulture) + " %",
        ({ } points, Unit.Points) => points.ToString("0.0", CultureInfo.InvariantCulture),
        ({ } count, _) => count.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>The two largest units: 3 d 4 h, 2 h 14 min, 5 min 30 s, 12 s.</summary>
    private static string Span(decimal seconds)
    {
        var s = (long)Math.Round(seconds, MidpointRounding.AwayFromZero);
        return s switch
        {
            < 60 => $"{s} s",
            < 3_600 => $"{s / 60} min {s % 60} s",
            < 86_400 => $"{s / 3_600} h {s % 3_600 / 60} min",
            _ => $"{s / 86_400} d {s % 86_400 / 3_600} h",
        };
    }

    /// <summary>From nothing, or from zero, there is no change in percent.</summary>
    private static string Change(decimal? now, decimal? before) => now is null || before is null or 0
        ? "–"
        : ((now.Value - before.Value) / Math.Abs(before.Value) * 100).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) + " %";

    private static string Span(KpiResult result)
    {
        var (from, last) = (Date(result, result.Query.Period.FromMs), Date(result, result.Query.Period.ToMs).PlusDays(-1));
        return $"{Short(from)}–{Short(last)}";
    }

    private static LocalDate Date(KpiResult result, long ms) => Instant.FromUnixTimeMilliseconds(ms).InZone(result.Query.Zone).Date;

    private static string Short(LocalDate date) => date.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}

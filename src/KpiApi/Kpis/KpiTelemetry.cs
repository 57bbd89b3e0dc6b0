using System.Diagnostics;
using System.Diagnostics.Metrics;
using KpiApi.Engine.Execution;
using KpiApi.Storage.Writing;

namespace KpiApi.Kpis;

/// <summary>What the service measures of queries, on the same meter and source of spans as <see cref="StoreTelemetry"/>.</summary>
internal sealed class KpiTelemetry : IDisposable
{
    private readonly ActivitySource _spans = new(StoreTelemetry.Name);
    private readonly TimeProvider _clock;
    private readonly Histogram<double> _query;

    public KpiTelemetry(IMeterFactory meters, QueryExecutor executor, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(StoreTelemetry.Name);
        meter.CreateObservableGauge("kpi.facts.partials.size", () => executor.CachedBytes, "By", "Held by what was counted before.");
        _query = meter.CreateHistogram(
            "kpi.query.duration", "s", "A query's stages: parse, plan, execute, render (REST, the first megabyte).", advice: StoreTelemetry.Seconds);
    }

    /// <summary>True when somebody listens to the spans.</summary>
    public bool IsTraced => _spans.HasListeners();

    /// <summary>A stage of a query, until it is disposed of.</summary>
    public Timing Query(string stage) => new(_query, _spans.StartActivity("kpi." + stage), _clock, new("stage", stage));

    public void Dispose() => _spans.Dispose();
}

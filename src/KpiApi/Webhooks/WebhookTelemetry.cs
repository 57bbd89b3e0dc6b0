using System.Diagnostics.Metrics;
using KpiApi.Storage.Writing;

namespace KpiApi.Webhooks;

/// <summary>What the service measures of deliveries, on the meter of <see cref="StoreTelemetry"/>. It names no webhook.</summary>
internal sealed class WebhookTelemetry
{
    private readonly TimeProvider _clock;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _wait;
    private int _underway;

    public WebhookTelemetry(IMeterFactory meters, WebhookOverview overview, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(StoreTelemetry.Name);
        _attempts = meter.CreateCounter<long>("kpi.webhooks.attempts", "{attempt}", "Attempts to deliver by outcome: delivered, failed.");
        _wait = meter.CreateHistogram("kpi.webhooks.wait", "s", "From an event to its first attempt.", advice: StoreTelemetry.Seconds);
        meter.CreateObservableGauge("kpi.webhooks.underway", () => Underway, "{attempt}", "Attempts under way.");
        meter.CreateObservableGauge("kpi.webhooks.pending", () => overview.Current.Pending, "{delivery}", "Deliveries that wait.");
        meter.CreateObservableGauge("kpi.webhooks.paused", () => overview.Current.Paused, "{webhook}", "Webhooks that failed for a day and are paused.");
        meter.CreateObservableGauge("kpi.webhooks.disabled", () => overview.Current.Disabled, "{webhook}", "Webhooks whose receiver is gone.");
    }

    /// <summary>Attempts that have begun and not ended.</summary>
    public int Underway => Volatile.Read(ref _underway);

    public void Begin() => Interlocked.Increment(ref _underway);

    public void End() => Interlocked.Decrement(ref _underway);

    public void Count(DueDelivery due, AttemptResult result)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>("outcome", result.IsDelivered ? "delivered" : "failed"));
        if (due.Delivery.Attempts == 0) _wait.Record(Math.Max(0, _clock.GetUtcNow().ToUnixTimeMilliseconds() - due.Event.AtMs) / 1_000.0);
    }
}

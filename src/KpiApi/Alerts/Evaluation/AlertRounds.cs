using System.Collections.Immutable;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Model;
using KpiApi.Settings;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using Microsoft.Extensions.Options;

namespace KpiApi.Alerts.Evaluation;

/// <summary>The rounds of one holding of the lease: each finds what has become true since the one before, and stores it. Whatever fails, the next holding begins from what is stored.</summary>
internal sealed class AlertRounds(
    HeldLease lease, AlertOutbox outbox, AlertEvents events, AlertHistory history, AlertStream stream, CurrentSettings settings, FactWriter facts, TimeProvider clock, IServiceProvider services)
{
    /// <summary>Between two notes of how far it has come while nothing is reported: so much is read again after a crash.</summary>
    private const long NoteMs = 10_000;

    private readonly FactRounds _facts = ActivatorUtilities.CreateInstance<FactRounds>(services, services.GetRequiredService<IOptions<AlertOptions>>().Value);
    private readonly MetricRounds _metrics = ActivatorUtilities.CreateInstance<MetricRounds>(services);
    private ImmutableSortedDictionary<string, AlertSetting> _alerts = ImmutableSortedDictionary<string, AlertSetting>.Empty;
    private AttributeSlots _attributes = AttributeSlots.None;
    private long _noted = lease.Position ?? -1;
    private long _notedAtMs;

    /// <returns>False when there is more to evaluate at once.</returns>
    public async Task<bool> NextAsync(CancellationToken cancel)
    {
        var (snapshot, nowMs) = (facts.Current, clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (!ReferenceEquals(_alerts, settings.Current.Alerts) || !_attributes.AreSameAs(snapshot.Attributes)) await ReplaceAsync(settings.Current.Alerts, snapshot);
        await foreach (var found in _facts.FindAsync(snapshot, nowMs, cancel))
        {
            await StoreAsync([.. found.Select(one => events.Of(_alerts[one.Alert.Id], one.Moment, nowMs))], cancel);
            _facts.MarkReported(found);
        }

        foreach (var alert in _alerts.Values.Where(alert => alert.When.HasState))
        {
            if (await _metrics.FindAsync(alert, snapshot, nowMs, cancel) is { Count: > 0 } found)
                _metrics.MarkReported(alert, (await StoreAsync([.. found.Select(one => events.Of(alert, one.Crossing, one.Before, nowMs))], cancel)).Select(OpenState.Of));
        }

        if (_facts.Position != _noted && (_noted < 0 || Math.Abs(nowMs - _notedAtMs) >= NoteMs)) await StoreAsync([], cancel);
        return _facts.Position >= snapshot.Version;
    }

    /// <summary>Alerts were made, changed or deleted. What they have reported since they were made is read from the store, since another process may have evaluated them.</summary>
    private async Task ReplaceAsync(ImmutableSortedDictionary<string, AlertSetting> alerts, FactSnapshot snapshot)
    {
        foreach (var alert in alerts.Values.Where(alert => _alerts.GetValueOrDefault(alert.Id)?.MadeAtMs != alert.MadeAtMs))
        {
            if (alert.When.HasState) _metrics.Begin(alert, (await history.ReadStatesAsync([alert]))[alert.Id]);
            else _facts.Begin(alert, await history.ReadReportedAsync(alert));
        }

        _facts.Watch(alerts.Values.Select(alert => AlertQueries.Watched(alert, snapshot)), lease.Position, alerts.Values);
        _metrics.Keep(alerts);
        (_alerts, _attributes) = (alerts, snapshot.Attributes);
    }

    /// <returns>Those that were not stored before.</returns>
    private async Task<IReadOnlyList<AlertEvent>> StoreAsync(IReadOnlyList<OutboxEvent> found, CancellationToken cancel)
    {
        var stored = await outbox.AppendAsync(lease, _facts.Position, found, cancel) ?? throw new OperationCanceledException("Another process evaluates the alerts.");
        (_noted, _notedAtMs) = (_facts.Position, clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (found.Count > 0) stream.Signal();
        return stored;
    }
}

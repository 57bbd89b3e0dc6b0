using KpiApi.Settings;

namespace KpiApi.Webhooks;

/// <summary>How all webhooks together fare, as last read: what shows it asks no database.</summary>
internal sealed class WebhookOverview
{
    private volatile WebhookCounts _current = new(0, 0, 0, 0, null);

    public WebhookCounts Current => _current;

    public void Update(SettingsSnapshot settings, IReadOnlyDictionary<string, WebhookHealth> health)
    {
        var all = settings.Webhooks.Keys.Select(webhook => health.GetValueOrDefault(webhook, WebhookHealth.Unknown)).ToList();
        _current = new(
            all.Count(one => one.State == WebhookItemState.Active), all.Count(one => one.State == WebhookItemState.Failing), all.Count(one => one.State == WebhookItemState.Disabled),
            all.Sum(one => one.Pending), all.Min(one => one.OldestPendingMs));
    }
}

/// <param name="Pending">Deliveries that wait.</param>
/// <param name="OldestPendingMs">Of the event of the oldest of them; null when none waits.</param>
internal sealed record WebhookCounts(int Active, int Failing, int Disabled, int Pending, long? OldestPendingMs);

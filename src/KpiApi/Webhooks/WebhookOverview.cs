using KpiApi.Settings;

namespace KpiApi.Webhooks;

/// <summary>How all webhooks together fare, as last read: what shows it asks no database.</summary>
internal sealed class WebhookOverview
{
    private volatile WebhookCounts _current = new(0, 0, 0, 0, 0, null);

    public WebhookCounts Current => _current;

    public void Update(SettingsSnapshot settings, IReadOnlyDictionary<string, WebhookHealth> health)
    {
        var all = settings.Webhooks.Keys.Select(webhook => health.GetValueOrDefault(webhook, WebhookHealth.Unknown)).ToList();
        _current = new(
            Count(WebhookItemState.Active), Count(WebhookItemState.Failing), Count(WebhookItemState.Paused), Count(WebhookItemState.Disabled),
            all.Sum(one => one.Pending), all.Min(one => one.OldestPendingMs));

        int Count(WebhookItemState state) => all.Count(one => one.State == state);
    }
}

/// <param name="Pending">Deliveries that wait.</param>
/// <param name="OldestPendingMs">Of the event of the oldest of them; null when none waits.</param>
internal sealed record WebhookCounts(int Active, int Failing, int Paused, int Disabled, int Pending, long? OldestPendingMs);

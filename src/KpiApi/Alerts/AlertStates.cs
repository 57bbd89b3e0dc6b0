using KpiApi.Settings;

namespace KpiApi.Alerts;

/// <summary>How alerts stand, as the store has it.</summary>
internal sealed class AlertStates(AlertHistory history, TimeProvider clock)
{
    public async Task<IReadOnlyList<AlertItem>> OfAsync(IReadOnlyCollection<AlertSetting> alerts)
    {
        var now = clock.GetUtcNow();
        var (states, reported) = (await history.ReadStatesAsync(alerts), await history.CountAsync(now.AddDays(-1).ToUnixTimeMilliseconds()));
        return [.. alerts.Select(alert => AlertItem.Of(alert, states[alert.Id], alert.When.HasState ? null : reported.GetValueOrDefault(alert.Id), now.ToUnixTimeMilliseconds()))];
    }
}

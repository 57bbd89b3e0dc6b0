using KpiApi.Settings;

namespace KpiApi.Alerts;

/// <summary>How alerts stand, as the store has it.</summary>
internal sealed class AlertStates(AlertHistory history, TimeProvider clock)
{
    private static readonly Dictionary<string, OpenState> s_none = [];

    public async Task<AlertItem> OfAsync(AlertSetting alert)
    {
        var now = clock.GetUtcNow();
        return alert.When.HasState
            ? AlertItem.Of(alert, await history.ReadStatesAsync(alert), null, now.ToUnixTimeMilliseconds())
            : AlertItem.Of(alert, s_none, await history.CountAsync(alert.Id, now.AddDays(-1).ToUnixTimeMilliseconds()), now.ToUnixTimeMilliseconds());
    }
}

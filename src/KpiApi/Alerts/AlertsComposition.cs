using KpiApi.Alerts.Evaluation;
using KpiApi.Configuration;

namespace KpiApi.Alerts;

internal static class AlertsComposition
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSection<AlertOptions>(AlertOptions.Section);
        services.AddSingleton<AlertEvents>();
        services.AddSingleton<AlertHistory>();
        services.AddSingleton<AlertStates>();
        services.AddSingleton<AlertChecks>();
        services.AddSingleton<AlertStream>();
        services.AddSingleton<AlertEvaluation>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertStream>());
        services.AddHostedService(provider => provider.GetRequiredService<AlertEvaluation>());
    }
}

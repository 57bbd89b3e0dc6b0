using KpiApi.Hosting.Sections;

namespace KpiApi.Telemetry;

internal static class TelemetryComposition
{
    /// <summary>Before all that is measured: services stop in the opposite order, so it is there until the end.</summary>
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSection<TelemetryOptions>(TelemetryOptions.Section);
        services.AddSingleton<KpiTelemetry>();
        services.AddSingleton<LastError>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LastError>());
        services.AddHostedService<TelemetryExport>();
    }
}

using System.Diagnostics;
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

    /// <summary>Names the span of a request by its route, which names nobody.</summary>
    public static void UseTelemetry(this WebApplication app) => app.Use((context, next) =>
    {
        if (Activity.Current is { } span && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            (span.DisplayName, _) = ($"{context.Request.Method} {route}", span.SetTag("http.route", route));
        return next(context);
    });
}

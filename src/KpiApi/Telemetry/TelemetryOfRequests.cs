using KpiApi.Storage.Telemetry;

namespace KpiApi.Telemetry;

internal static class TelemetryOfRequests
{
    public static StoreTelemetry Telemetry(this HttpContext context) => context.RequestServices.GetRequiredService<StoreTelemetry>();
}

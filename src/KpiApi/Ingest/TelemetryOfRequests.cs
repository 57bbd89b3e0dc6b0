using KpiApi.Storage.Writing;

namespace KpiApi.Ingest;

internal static class TelemetryOfRequests
{
    public static StoreTelemetry Telemetry(this HttpContext context) => context.RequestServices.GetRequiredService<StoreTelemetry>();
}

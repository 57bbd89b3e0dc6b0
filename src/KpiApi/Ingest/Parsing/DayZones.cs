using NodaTime;

namespace KpiApi.Ingest.Parsing;

/// <summary>The zone in which a date without a time is a day, unless a request names another.</summary>
internal sealed record DayZones(DateTimeZone Zone);

internal static class DayZonesOfRequests
{
    public static DateTimeZone DayZone(this HttpContext context) => context.RequestServices.GetRequiredService<DayZones>().Zone;
}

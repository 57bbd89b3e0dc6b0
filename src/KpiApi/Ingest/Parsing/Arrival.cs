namespace KpiApi.Ingest.Parsing;

/// <summary>When a request came.</summary>
internal static class Arrival
{
    /// <summary>Clocks of other machines may be so far ahead of ours.</summary>
    public const int SkewMinutes = 5;

    /// <summary>What is later than this has not happened yet.</summary>
    public static long LatestMs(this HttpContext context) =>
        context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(SkewMinutes).ToUnixTimeMilliseconds();
}

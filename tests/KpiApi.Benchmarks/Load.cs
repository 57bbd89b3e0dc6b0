namespace KpiApi.Benchmarks;

/// <summary>What else the machine does: figures of a busy one say little.</summary>
internal static class Load
{
    /// <summary>Of the last minute; "unknown" where the system does not tell.</summary>
    public static string Now => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}

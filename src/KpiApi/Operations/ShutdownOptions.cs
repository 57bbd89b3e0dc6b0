using System.ComponentModel.DataAnnotations;
using KpiApi.Configuration;
using Microsoft.Extensions.Options;

namespace KpiApi.Operations;

/// <summary>Section Shutdown.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>Seconds that a stopping service has to answer requests under way, commit accepted writes and write the columns file.</summary>
    [Range(1, 3600, ErrorMessage = "Shutdown:Seconds has to be a whole number of seconds from 1 to 3600.")]
    public int Seconds { get; set; } = 30;
}

internal static class ShutdownComposition
{
    public static void AddShutdown(this IServiceCollection services)
    {
        services.AddSection<ShutdownOptions>(ShutdownOptions.Section);
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) => host.ShutdownTimeout = TimeSpan.FromSeconds(shutdown.Value.Seconds));
    }
}

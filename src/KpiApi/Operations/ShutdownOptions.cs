using System.ComponentModel.DataAnnotations;
using KpiApi.Configuration;
using Microsoft.Extensions.Options;

namespace KpiApi.Operations;

/// <summary>Section Shutdown.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>How many seconds a service that is told to stop has to answer the requests under way, to commit what it accepted and to write the columns.</summary>
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

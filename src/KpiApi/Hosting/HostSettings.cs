using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Hosting.Sections;
using Microsoft.Extensions.Configuration.Memory;

namespace KpiApi.Hosting;

/// <param name="IsDefault">Nobody has said where to listen, so it is on this machine alone.</param>
internal sealed record ListeningAddress(bool IsDefault);

internal static class HostSettings
{
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>Nobody has said where to listen: the documented address, not the framework's.</summary>
    public static void UseDefaultUrl(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        string[] sayings = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        var isDefault = sayings.All(key => string.IsNullOrEmpty(configuration[key])) && !configuration.GetSection("Kestrel:Endpoints").Exists();
        if (isDefault) builder.WebHost.UseUrls(DefaultUrl);
        builder.Services.AddSingleton(new ListeningAddress(isDefault));
    }

    /// <summary>What the log leaves out unless the configuration says otherwise; in code, because the program may start in any folder.</summary>
    public static void UseQuietLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddDiscreetLogs();
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Microsoft.AspNetCore"] = nameof(LogLevel.Warning),
                // What fails there is thrown, and told once by who asked; it would tell it with all its stack, several times a second.
                ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = nameof(LogLevel.Critical),
            },
        });
    }

    public static void AddKpiOptions(this IServiceCollection services) =>
        services.AddSection<KpiOptions>(KpiOptions.Section);

    public static void AddKpiJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)));
}

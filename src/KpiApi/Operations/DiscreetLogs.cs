using Microsoft.Extensions.Configuration.Memory;

namespace KpiApi.Operations;

/// <summary>
/// The log names nobody, whatever levels are configured for whichever provider: the framework's own lines can hold the address of a request, which can
/// name an agent or hold a key, or the bytes of one that cannot be understood. A rule of the configuration can't take this back, since every rule asks here too.
/// </summary>
internal static class DiscreetLogs
{
    /// <summary>By the beginning of their category, the lowest level that is let through; the longest comes first.</summary>
    private static readonly (string Category, LogLevel Least)[] s_least =
    [
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None),
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None),
        ("Microsoft.AspNetCore.", LogLevel.Warning),
        // By the framework's base class: a line for each request without a good key.
        ("KpiApi.Auth.Schemes.", LogLevel.Warning),
        ("System.Net.Http.HttpClient.", LogLevel.Warning),
    ];

    /// <summary>Says with all its stack that the start failed, which the program says itself.</summary>
    private const string Starting = "Microsoft.Extensions.Hosting.Internal.Host";

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

    private static void AddDiscreetLogs(this IServiceCollection services)
    {
        services.AddSingleton<StartPhase>();
        services.AddOptions<LoggerFilterOptions>().PostConfigure<StartPhase>(Wrap);
    }

    private static void Wrap(LoggerFilterOptions options, StartPhase start)
    {
        // Where no rule is for a category, the first one here is.
        LoggerFilterRule[] rules = [new(null, null, options.MinLevel, null), .. options.Rules];
        options.Rules.Clear();
        foreach (var rule in rules)
            options.Rules.Add(new(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) =>
                IsDiscreet(category, level) && (start.IsOver || category != Starting || level != LogLevel.Error) && rule.Filter?.Invoke(provider, category, level) != false));
    }

    private static bool IsDiscreet(string? category, LogLevel level) =>
        level >= Array.Find(s_least, known => category?.StartsWith(known.Category, StringComparison.OrdinalIgnoreCase) is true).Least;
}

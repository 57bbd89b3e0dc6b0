using KpiApi.Configuration;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace KpiApi.Http.Limits;

internal static class LimitsComposition
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddSection<LimitsOptions>(LimitsOptions.Section);
        services.AddSingleton<RateLimits>();
        services.AddSingleton<UnpackedBudget>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<RateLimits>((limiter, limits) => (limiter.GlobalLimiter, limiter.OnRejected) = (limits.Limiter, limits.RefuseAsync));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitsOptions>>((kestrel, limits) => Configure(kestrel, limits.Value));
    }

    /// <summary>After the caller is known, whose requests are counted.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.UseWhen(limits.IsCounted, counted => counted.Use(limits.AddHeadersAsync).UseRateLimiter());
    }

    private static void Configure(KestrelServerOptions kestrel, LimitsOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeadersSeconds);
        var slow = limits.MinBytesPerSecond == 0 ? null : new MinDataRate(limits.MinBytesPerSecond, TimeSpan.FromSeconds(limits.SlowSeconds));
        (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MinResponseDataRate) = (slow, slow);
        // Routes without a limit of their own read no body.
        kestrel.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
    }
}

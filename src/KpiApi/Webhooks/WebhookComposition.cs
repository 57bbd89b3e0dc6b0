using System.Net;
using KpiApi.Configuration;
using Microsoft.Extensions.Options;
using Polly;

namespace KpiApi.Webhooks;

internal static class WebhookComposition
{
    /// <summary>After the store, whose tables it reads when it starts.</summary>
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSection<WebhookOptions>(WebhookOptions.Section);
        services.AddSingleton<HostResolver>((host, cancel) => Dns.GetHostAddressesAsync(host, cancel));
        services.AddSingleton<WebhookConnections>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookCourier>();
        services.AddSingleton<WebhookOverview>();
        services.AddSingleton<WebhookTelemetry>();
        services.AddSingleton<DeliveryStore>();
        AddClient(services);
        services.AddHostedService<DeliveryService>();
    }

    /// <summary>An attempt has its time from the first byte sent to the last that is read. Attempts themselves are rows of the store, which a restart does not forget.</summary>
    private static void AddClient(IServiceCollection services)
    {
        var client = services.AddHttpClient(WebhookSender.Client, http =>
        {
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.DefaultRequestHeaders.UserAgent.ParseAdd(Http.Product.Name);
        });
        // Addresses of Slack and Teams are secrets: no log has them.
        client.RemoveAllLoggers();
        client.ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<WebhookConnections>().NewHandler());
        client.AddResilienceHandler("attempt", (attempt, context) =>
        {
            attempt.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            attempt.AddTimeout(TimeSpan.FromSeconds(context.ServiceProvider.GetRequiredService<IOptions<WebhookOptions>>().Value.AttemptSeconds));
        });
        client.AddHttpMessageHandler(() => new HeadOfAnswer());
    }
}

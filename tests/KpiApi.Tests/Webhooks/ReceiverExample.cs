using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;

namespace KpiApi.Tests.Webhooks;

/// <summary>The C# receiver of the README, to the letter.</summary>
internal static class ReceiverExample
{
    public static void Map(WebApplication app, string secret)
    {
        app.MapPost("/hooks/kpi", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            new StandardWebhook(secret).Verify(await reader.ReadToEndAsync(), request.Headers); // throws WebhookVerificationException
            return Results.NoContent();
        });
    }
}

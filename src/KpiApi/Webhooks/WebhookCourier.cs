using KpiApi.Settings;
using KpiApi.Webhooks.Formats;
using Microsoft.Extensions.Options;

namespace KpiApi.Webhooks;

/// <summary>Attempts one delivery after the other of a webhook, and notes what became of each.</summary>
internal sealed partial class WebhookCourier(
    DeliveryStore store, WebhookSender sender, CurrentSettings settings, WebhookTelemetry telemetry, IOptions<WebhookOptions> options, ILogger<WebhookCourier> logger)
    : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Value.MaxAttempts);

    /// <returns>True when it was delivered, and the next may follow.</returns>
    public async Task<bool> DeliverNextAsync(string id, CancellationToken cancel)
    {
        if (!settings.Current.Webhooks.ContainsKey(id)) return false;
        await _slots.WaitAsync(cancel);
        telemetry.Begin();
        try
        {
            var due = await store.FirstDueAsync(id, cancel);
            if (due is null || !settings.Current.Webhooks.TryGetValue(id, out var webhook)) return false;
            var result = await sender.SendAsync(webhook, due.Delivery.MessageId, MessageBody.Of(due.Event.Body, webhook.Format), cancel);
            telemetry.Count(due, result);
            await SaveAsync(due, result);
            return result.IsDelivered;
        }
        finally
        {
            telemetry.End();
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task SaveAsync(DueDelivery due, AttemptResult result)
    {
        var delivery = due.Delivery;
        if (result.IsDelivered)
        {
            if (await store.SaveDeliveredAsync(delivery, result)) Log.Recovered(logger, delivery.Webhook);
            return;
        }

        var next = result.IsGone ? null : RetrySchedule.Next(delivery.Attempts + 1, delivery.FirstAttemptMs ?? result.AtMs, result.AtMs, result.RetryAfter);
        var isFirst = await store.SaveFailedAsync(delivery, result, next);
        if (next is null) Log.Disabled(logger, delivery.Webhook, result.Cause!);
        else if (isFirst) Log.Failing(logger, delivery.Webhook, result.Cause!);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Webhook} fails and is tried again for a day: {Reason}")]
        public static partial void Failing(ILogger logger, string webhook, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The webhook {Webhook} delivers again")]
        public static partial void Recovered(ILogger logger, string webhook);

        [LoggerMessage(Level = LogLevel.Error, Message = "The webhook {Webhook} is disabled until it is put again: {Reason}")]
        public static partial void Disabled(ILogger logger, string webhook, string reason);
    }
}

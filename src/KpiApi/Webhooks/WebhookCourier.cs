using System.Collections.Concurrent;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using KpiApi.Webhooks.Formats;
using Microsoft.Extensions.Options;

namespace KpiApi.Webhooks;

/// <summary>Attempts one delivery after the other of a webhook, and notes what became of each.</summary>
internal sealed partial class WebhookCourier(
    DeliveryStore store, WebhookSender sender, CurrentSettings settings, WebhookTelemetry telemetry, IOptions<WebhookOptions> options, ILogger<WebhookCourier> logger)
    : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Value.MaxAttempts);

    /// <summary>The last attempt of each webhook until the store has it: while nothing can be written, a receiver does not get the same again and again.</summary>
    private readonly ConcurrentDictionary<string, (DueDelivery Due, AttemptResult Result)> _unsaved = new(StringComparer.Ordinal);

    /// <returns>True when the next may follow at once.</returns>
    public async Task<bool> DeliverNextAsync(string id, CancellationToken cancel)
    {
        if (!settings.Current.Webhooks.ContainsKey(id)) return false;
        await _slots.WaitAsync(cancel);
        telemetry.Begin();
        try
        {
            if (_unsaved.ContainsKey(id)) return await SaveAsync(id);
            var due = await store.FirstDueAsync(id, cancel);
            if (due is null || !settings.Current.Webhooks.TryGetValue(id, out var webhook)) return false;
            var result = await sender.SendAsync(webhook, due.Delivery.MessageId, MessageBody.Of(due.Event.Body, webhook.Format), cancel);
            telemetry.Count(due, result);
            _unsaved[id] = (due, result);
            return await SaveAsync(id);
        }
        finally
        {
            telemetry.End();
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    /// <returns>True when it was delivered, or is no longer there to be noted: it was erased, or another process has tried it since.</returns>
    private async Task<bool> SaveAsync(string id)
    {
        var (due, result) = _unsaved[id];
        var isNext = result.IsDelivered ? await SaveDeliveredAsync(due.Delivery, result) : await SaveFailedAsync(due.Delivery, result);
        _unsaved.TryRemove(id, out _);
        return isNext;
    }

    private async Task<bool> SaveDeliveredAsync(WebhookDelivery delivery, AttemptResult result)
    {
        if (await store.SaveDeliveredAsync(delivery, result) is true) Log.Recovered(logger, delivery.Webhook);
        return true;
    }

    private async Task<bool> SaveFailedAsync(WebhookDelivery delivery, AttemptResult result)
    {
        var next = result.IsGone ? null : RetrySchedule.Next(delivery.Attempts + 1, delivery.FirstAttemptMs ?? result.AtMs, result.AtMs, result.RetryAfter);
        if (await store.SaveFailedAsync(delivery, result, next) is not { } isFirst) return true;
        if (result.IsGone) Log.Disabled(logger, delivery.Webhook);
        else if (next is null) Log.Paused(logger, delivery.Webhook, result.Cause!);
        else if (isFirst) Log.Failing(logger, delivery.Webhook, result.Cause!);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Webhook} fails and is tried again for a day: {Reason}")]
        public static partial void Failing(ILogger logger, string webhook, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The webhook {Webhook} delivers again")]
        public static partial void Recovered(ILogger logger, string webhook);

        [LoggerMessage(Level = LogLevel.Error, Message = "The webhook {Webhook} has failed for a day and is paused until it is put again: {Reason}")]
        public static partial void Paused(ILogger logger, string webhook, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "The webhook {Webhook} is disabled until it is put again: its receiver is gone")]
        public static partial void Disabled(ILogger logger, string webhook);
    }
}

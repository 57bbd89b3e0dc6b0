using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Webhooks;

/// <summary>How a webhook fares.</summary>
/// <param name="Condition">Null while it does not fail.</param>
/// <param name="Pending">Deliveries that wait.</param>
/// <param name="OldestPendingMs">Of the event of the first of them.</param>
/// <param name="LastDeliveredMs">Null when nothing was.</param>
internal sealed record WebhookHealth(WebhookCondition? Condition, int Pending, long? OldestPendingMs, long? LastDeliveredMs)
{
    public static readonly WebhookHealth Unknown = new(null, 0, null, null);

    public WebhookItemState State => Condition?.Trouble switch
    {
        null => WebhookItemState.Active,
        WebhookTrouble.Failing => WebhookItemState.Failing,
        WebhookTrouble.Paused => WebhookItemState.Paused,
        _ => WebhookItemState.Disabled,
    };

    public static async Task<IReadOnlyDictionary<string, WebhookHealth>> ReadAsync(KpiDbContext context, CancellationToken cancel)
    {
        var conditions = await context.WebhookConditions.AsNoTracking().ToDictionaryAsync(row => row.Webhook, StringComparer.Ordinal, cancel);
        var groups = await context.WebhookDeliveries.Where(row => row.State != DeliveryState.Failed).GroupBy(row => new { row.State, row.Webhook })
            .Select(some => new { some.Key.State, some.Key.Webhook, Count = some.Count(), First = some.Min(row => row.Seq), Last = some.Max(row => row.Seq) }).ToListAsync(cancel);
        var (pending, delivered) = (groups.Where(group => group.State == DeliveryState.Pending).ToDictionary(group => group.Webhook), groups.Where(group => group.State == DeliveryState.Delivered).ToDictionary(group => group.Webhook));
        var seqs = pending.Values.Select(group => group.First).Concat(delivered.Values.Select(group => group.Last)).ToList();
        var rows = await context.WebhookDeliveries.AsNoTracking().Where(row => seqs.Contains(row.Seq))
            .Join(context.AlertEvents, row => row.EventSeq, sent => sent.Seq, (row, sent) => new { row.Seq, row.LastAttemptMs, sent.AtMs }).ToDictionaryAsync(row => row.Seq, cancel);
        return conditions.Keys.Union(pending.Keys, StringComparer.Ordinal).Union(delivered.Keys, StringComparer.Ordinal).ToDictionary(webhook => webhook, webhook => new WebhookHealth(
            conditions.GetValueOrDefault(webhook), pending.GetValueOrDefault(webhook)?.Count ?? 0,
            pending.GetValueOrDefault(webhook) is { } waiting ? rows.GetValueOrDefault(waiting.First)?.AtMs : null,
            delivered.GetValueOrDefault(webhook) is { } done ? rows.GetValueOrDefault(done.Last)?.LastAttemptMs : null), StringComparer.Ordinal);
    }
}

using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Writing;

/// <summary>Forgets what alerts told of an account, whether it was delivered or not.</summary>
internal static class ToldEvents
{
    private const int AtOnce = 1_000;

    /// <param name="ids">Of the account, its tickets and their surveys.</param>
    public static async Task EraseAsync(KpiDbContext context, IReadOnlySet<string> ids, CancellationToken cancel)
    {
        var erased = new List<long>();
        await foreach (var told in context.AlertEvents.AsNoTracking().Select(row => new { row.Seq, row.Subject, row.Body }).AsAsyncEnumerable().WithCancellation(cancel))
            if (ids.Contains(told.Subject) || NamedIds.AreIn(told.Body, ids)) erased.Add(told.Seq);
        foreach (var some in erased.Chunk(AtOnce))
        {
            await context.WebhookDeliveries.Where(row => some.Contains(row.EventSeq)).ExecuteDeleteAsync(cancel);
            await context.AlertEvents.Where(row => some.Contains(row.Seq)).ExecuteDeleteAsync(cancel);
        }
    }
}

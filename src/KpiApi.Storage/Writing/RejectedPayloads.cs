using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Writing;

/// <summary>Forgets what help desks sent of an account and could not be stored.</summary>
internal static class RejectedPayloads
{
    /// <param name="ids">Of the account and its tickets.</param>
    public static async Task EraseAsync(KpiDbContext context, IReadOnlySet<string> ids, CancellationToken cancel)
    {
        var erased = new List<long>();
        await foreach (var rejection in context.HookRejections.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
            if (NamedIds.AreIn(rejection.Body, ids)) erased.Add(rejection.Seq);
        foreach (var seq in erased) await context.HookRejections.Where(row => row.Seq == seq).ExecuteDeleteAsync(cancel);
    }
}

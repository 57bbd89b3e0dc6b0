using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Writing;

/// <summary>Forgets what help desks sent of an account and could not be stored.</summary>
internal static class RejectedPayloads
{
    internal const string AfterSql = """SELECT r."Seq", r."Body" FROM "hook_rejections" AS r WHERE r."Seq" > @p1""";
    internal const string DeleteSql = """DELETE FROM "hook_rejections" WHERE "Seq" = @p1""";

    /// <param name="ids">Of the account and its tickets.</param>
    /// <returns>How many were there.</returns>
    public static async Task<int> EraseAsync(KpiDbContext context, IReadOnlySet<string> ids, CancellationToken cancel)
    {
        var erased = new List<long>();
        await foreach (var rejection in context.HookRejections.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
            if (NamedIds.AreIn(rejection.Body, ids)) erased.Add(rejection.Seq);
        foreach (var seq in erased) await context.HookRejections.Where(row => row.Seq == seq).ExecuteDeleteAsync(cancel);
        return erased.Count;
    }

    /// <summary>The same in the transaction that erases the account itself, of the few that were sent since a number.</summary>
    public static void Erase(IWriteSession session, IReadOnlySet<string> ids, long afterSeq)
    {
        foreach (var (seq, body) in session.Query(AfterSql, row => (row.Integer(0)!.Value, row.Text(1)!), afterSeq))
        {
            if (!NamedIds.AreIn(body, ids)) continue;
            session.Query(DeleteSql, _ => 0, seq);
            session.RaiseVersion();
        }
    }
}

using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Writing;

/// <summary>Forgets what alerts reported of an account, whether it was delivered or not.</summary>
internal static class ReportedEvents
{
    internal const string AfterSql = """SELECT r."Seq", r."Subject", r."Body" FROM "alert_events" AS r WHERE r."Seq" > @p1""";
    internal const string DeleteDeliveriesSql = """DELETE FROM "webhook_deliveries" WHERE "EventSeq" = @p1""";
    internal const string DeleteSql = """DELETE FROM "alert_events" WHERE "Seq" = @p1""";

    private const int AtOnce = 1_000;

    /// <param name="ids">Of the account, its tickets and their surveys.</param>
    /// <returns>How many were there.</returns>
    public static async Task<int> EraseAsync(KpiDbContext context, IReadOnlySet<string> ids, CancellationToken cancel)
    {
        var erased = new List<long>();
        await foreach (var reported in context.AlertEvents.AsNoTracking().Select(row => new { row.Seq, row.Subject, row.Body }).AsAsyncEnumerable().WithCancellation(cancel))
            if (Names(reported.Subject, reported.Body, ids)) erased.Add(reported.Seq);
        foreach (var some in erased.Chunk(AtOnce))
        {
            await context.WebhookDeliveries.Where(row => some.Contains(row.EventSeq)).ExecuteDeleteAsync(cancel);
            await context.AlertEvents.Where(row => some.Contains(row.Seq)).ExecuteDeleteAsync(cancel);
        }

        return erased.Count;
    }

    /// <summary>The same in the transaction that erases the account itself, of the few that were reported since a number.</summary>
    public static void Erase(IWriteSession session, IReadOnlySet<string> ids, long afterSeq)
    {
        foreach (var (seq, subject, body) in session.Query(AfterSql, row => (row.Integer(0)!.Value, row.Text(1)!, row.Text(2)!), afterSeq))
        {
            if (!Names(subject, body, ids)) continue;
            session.Query(DeleteDeliveriesSql, _ => 0, seq);
            session.Query(DeleteSql, _ => 0, seq);
            session.RaiseVersion();
        }
    }

    private static bool Names(string subject, string body, IReadOnlySet<string> ids) => ids.Contains(subject) || NamedIds.AreIn(body, ids);
}

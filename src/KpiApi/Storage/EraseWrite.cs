using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>
/// Removes an account and all that belongs to it: its tickets with their events and surveys, and the surveys that name it. Accounts have
/// no index, which every ticket would pay for: who belongs to it is searched beforehand, while others write, and inside the transaction
/// only what has changed since is looked at again.
/// </summary>
internal sealed class EraseWrite : PendingWrite
{
    private const string OfAccount = "\"Account\" = ?1 AND (\"Version\" > ?2 OR \"Id\" IN (SELECT value FROM json_each(?3)))";
    private const string OfTickets = "\"Ticket\" IN (SELECT value FROM json_each(?1))";

    private readonly string _account;
    private readonly long _seenVersion;
    private readonly string _seenTickets;
    private readonly string _seenSurveys;

    private EraseWrite(string account, long seenVersion, List<string> tickets, List<string> surveys)
    {
        (_account, _seenVersion) = (account, seenVersion);
        (_seenTickets, _seenSurveys) = (JsonSerializer.Serialize(tickets), JsonSerializer.Serialize(surveys));
    }

    public override int RowCount => 1;

    /// <summary>Known when it is done.</summary>
    public ErasedAccount Erased { get; private set; } = new(0, 0, 0);

    public static async Task<EraseWrite> PrepareAsync(string account, KpiDbContext context, CancellationToken cancel)
    {
        // First, so that nothing slips between.
        var version = (await context.StoreVersions.SingleAsync(cancel)).Version;
        var tickets = await context.Tickets.Where(row => row.Account == account).Select(row => row.Id).ToListAsync(cancel);
        var surveys = await context.Surveys.Where(row => row.Account == account).Select(row => row.Id).ToListAsync(cancel);
        return new(account, version, tickets, surveys);
    }

    public override void Apply(SqliteStore store, TouchedOwners touched)
    {
        var tickets = store.FindIds($"SELECT \"Id\" FROM \"tickets\" WHERE {OfAccount}", query => BindAccount(query, _seenTickets));
        var owners = JsonSerializer.Serialize(tickets);
        var events = store.FindIds($"SELECT \"Id\" FROM \"events\" WHERE {OfTickets}", query => query.Bind(1, owners));
        var surveys = store.FindIds($"SELECT \"Id\" FROM \"surveys\" WHERE {OfTickets}", query => query.Bind(1, owners))
            .Union(store.FindIds($"SELECT \"Id\" FROM \"surveys\" WHERE {OfAccount}", query => BindAccount(query, _seenSurveys))).ToList();
        Delete(store, touched, StoreTables.Events, events);
        Delete(store, touched, StoreTables.Surveys, surveys);
        Delete(store, touched, StoreTables.Tickets, tickets);
        Delete(store, touched, StoreTables.Accounts, [_account]);
        touched.Erased = true;
        Erased = new(tickets.Count, events.Count, surveys.Count);
    }

    private void BindAccount(SqliteStatement query, string seen)
    {
        query.Bind(1, _account);
        query.Bind(2, _seenVersion);
        query.Bind(3, seen);
    }

    private static void Delete<T>(SqliteStore store, TouchedOwners touched, StoreTable<T> table, List<string> ids)
    {
        foreach (var id in ids)
            if (store.Delete(table, id) is { } change) table.Touch(touched, change);
    }
}

/// <summary>How many of each were removed.</summary>
internal sealed record ErasedAccount(int Tickets, int Events, int Surveys);

using KpiApi.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>
/// Removes an account and all that belongs to it: its tickets with their events and surveys, and the surveys that name it. Accounts have
/// no index, which every ticket would pay for: who belongs to it is searched beforehand, while others write, and inside the transaction
/// only what has changed since is looked at again.
/// </summary>
internal sealed class EraseWrite : PendingWrite
{
    private readonly string _account;
    private readonly long _seenVersion;
    private readonly List<string> _seenTickets;
    private readonly List<string> _seenSurveys;

    private EraseWrite(string account, long seenVersion, List<string> tickets, List<string> surveys)
    {
        (_account, _seenVersion) = (account, seenVersion);
        (_seenTickets, _seenSurveys) = (tickets, surveys);
    }

    public override int RowCount => 1;

    public override void Count(KpiTelemetry telemetry)
    {
        telemetry.Count(RecordKind.Ticket, new() { Deleted = Erased.Tickets });
        telemetry.Count(RecordKind.Event, new() { Deleted = Erased.Events });
        telemetry.Count(RecordKind.Survey, new() { Deleted = Erased.Surveys });
    }

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

    public override void Apply(IStore store, TouchedOwners touched)
    {
        var tickets = Find(store.Provider, store.FindIds, StoreTables.Tickets.Name, _account, _seenVersion, _seenTickets);
        var events = OfTickets(store, StoreTables.Events.Name, tickets);
        var surveys = OfTickets(store, StoreTables.Surveys.Name, tickets)
            .Union(Find(store.Provider, store.FindIds, StoreTables.Surveys.Name, _account, _seenVersion, _seenSurveys), StringComparer.Ordinal).ToList();
        store.Delete(StoreTables.Events, events, touched);
        store.Delete(StoreTables.Surveys, surveys, touched);
        store.Delete(StoreTables.Tickets, tickets, touched);
        store.Delete(StoreTables.Accounts, [_account], touched);
        touched.Erased = true;
        Erased = Doubted is not null && tickets.Count + events.Count + surveys.Count == 0 ? Erased : new(tickets.Count, events.Count, surveys.Count);
    }

    /// <summary>Those of the account that changed since the search, and those found by it that still belong to it.</summary>
    internal static List<string> Find(
        StoreProvider sql, Func<string, object[], List<string>> find, string table, string account, long seenVersion, List<string> seen)
    {
        var changed = find($"SELECT r.\"Id\" FROM \"{table}\" AS r WHERE r.\"Version\" > @p1 AND {sql.Same("r.\"Account\"", "@p2")}", [seenVersion, account]);
        var still = find($"SELECT r.\"Id\" {sql.FromAmong(table, "Id")} WHERE {sql.Same("r.\"Account\"", "@p2")}", [sql.List(seen), account]);
        return [.. changed.Union(still, StringComparer.Ordinal)];
    }

    private static List<string> OfTickets(IStore store, string table, List<string> tickets) =>
        store.FindIds($"SELECT r.\"Id\" {store.Provider.FromAmong(table, "Ticket")}", store.Provider.List(tickets));
}

/// <summary>How many of each were removed.</summary>
internal sealed record ErasedAccount(int Tickets, int Events, int Surveys);

using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Writing;

/// <summary>
/// Removes an account and all that belongs to it: its tickets with their events and surveys, what is left of tickets of it that were deleted
/// before, and the surveys that name it. The account column has no index, because every ticket would pay for it: the account's rows are searched
/// beforehand, while others write, and the transaction only re-checks what has changed since.
/// </summary>
internal sealed class EraseWrite : PendingWrite
{
    private readonly string _account;
    private readonly IdHash _hash;
    private readonly Seen _seen;

    /// <summary>The account, its tickets and their surveys.</summary>
    private readonly HashSet<string> _named;

    /// <summary>What was reported and what was rejected after these numbers is looked through in the transaction.</summary>
    private (long Reported, long Rejected) _forgotten;

    private bool _hasSurveys;

    private EraseWrite(string account, IdHash hash, Seen seen)
    {
        (_account, _hash, _seen) = (account, hash, seen);
        _named = new([account, .. seen.Tickets, .. seen.Surveys], StringComparer.Ordinal);
    }

    /// <summary>Only counts what it would remove.</summary>
    public bool IsDryRun { get; set; }

    public override int RowCount => 1;

    public override void Count(StoreTelemetry telemetry)
    {
        if (IsDryRun) return;
        telemetry.Count(RecordKind.Ticket, new() { Deleted = Erased.Tickets });
        telemetry.Count(RecordKind.Event, new() { Deleted = Erased.Events });
        telemetry.Count(RecordKind.Survey, new() { Deleted = Erased.Surveys });
    }

    /// <summary>Known when it is done.</summary>
    public ErasedAccount Erased { get; private set; } = new(0, 0, 0);

    public static async Task<EraseWrite> PrepareAsync(string account, DatabaseDialect dialect, KpiDbContext context, CancellationToken cancel)
    {
        var hash = IdHash.Load(context);
        // Read first, so that no change falls between the searches.
        var version = (await context.StoreVersions.AsNoTracking().SingleAsync(cancel)).Version;
        var tickets = await context.Tickets.Where(row => row.Account == account).Select(row => row.Id).ToListAsync(cancel);
        var surveys = await context.Surveys.Where(row => row.Account == account).Select(row => row.Id).ToListAsync(cancel);
        var accountHash = hash.Of(RecordKind.Account, account);
        var buried = await context.Tombstones.Where(stone => stone.AccountHash == accountHash && stone.Kind == RecordKind.Ticket).Select(stone => stone.Hash).ToListAsync(cancel);
        // Finding events and surveys without a ticket scans both tables, so it is done only if a ticket of the account was ever deleted.
        var left = buried.Count == 0 ? [] : Buried(hash, [.. buried], Missing(new StoreReader(dialect, context).MissingTickets));
        return new(account, hash, new(version, tickets, surveys, left));
    }

    /// <summary>
    /// Forgets what else names the account, its tickets or their surveys. Before the transaction of the rest, because there may be much of it, so
    /// that the transaction looks only through what has come since; and after it, because other processes of a server commit meanwhile.
    /// </summary>
    /// <returns>How many were there.</returns>
    public async Task<int> ForgetAsync(KpiDbContext context, CancellationToken cancel)
    {
        if (!_hasSurveys) _named.UnionWith(await SurveysAsync(context, cancel));
        _hasSurveys = true;
        _forgotten = (await context.AlertEvents.MaxAsync(row => (long?)row.Seq, cancel) ?? 0, await context.HookRejections.MaxAsync(row => (long?)row.Seq, cancel) ?? 0);
        return await RejectedPayloads.EraseAsync(context, _named, cancel) + await ReportedEvents.EraseAsync(context, _named, cancel);
    }

    public override void Apply(IWriteSession session, TouchedOwners touched)
    {
        var tickets = Find(session.Dialect, session.FindIds, StoreTables.Tickets.Name, _account, _seen.Version, _seen.Tickets);
        var owners = tickets.Concat(FindLeft(session)).ToList();
        var events = OfTickets(session, StoreTables.Events.Name, owners);
        var surveys = OfTickets(session, StoreTables.Surveys.Name, owners)
            .Union(Find(session.Dialect, session.FindIds, StoreTables.Surveys.Name, _account, _seen.Version, _seen.Surveys), StringComparer.Ordinal).ToList();
        if (IsDryRun)
        {
            Erased = new(tickets.Count, events.Count, surveys.Count);
            return;
        }

        _named.UnionWith(owners.Concat(surveys));
        ReportedEvents.Erase(session, _named, _forgotten.Reported);
        RejectedPayloads.Erase(session, _named, _forgotten.Rejected);
        session.Delete(StoreTables.Events, events, touched);
        session.Delete(StoreTables.Surveys, surveys, touched);
        session.Delete(StoreTables.Tickets, tickets, touched);
        session.Delete(StoreTables.Accounts, [_account], touched);
        touched.Erased = true;
        Erased = UnknownOutcome is not null && tickets.Count + events.Count + surveys.Count == 0 ? Erased : new(tickets.Count, events.Count, surveys.Count);
    }

    private Task<List<string>> SurveysAsync(KpiDbContext context, CancellationToken cancel)
    {
        var tickets = _seen.Tickets;
        return context.Surveys.Where(row => tickets.Contains(row.Ticket!)).Select(row => row.Id).ToListAsync(cancel);
    }

    /// <summary>The hashes of an account's tickets that were deleted since a version.</summary>
    internal static string BuriedSql =>
        $"SELECT r.\"Hash\" FROM \"tombstones\" AS r WHERE r.\"AccountHash\" = @p1 AND r.\"Version\" > @p2 AND r.\"Kind\" = {(int)RecordKind.Ticket}";

    /// <summary>Deleted tickets of the account whose events or surveys may remain.</summary>
    private List<string> FindLeft(IWriteSession session)
    {
        var since = session.Query(BuriedSql, row => row.Integer(0)!.Value, _hash.Of(RecordKind.Account, _account), _seen.Version).ToHashSet();
        var left = _seen.Left.Union(Buried(_hash, since, _seen.Tickets), StringComparer.Ordinal).ToList();
        // A ticket that was created and deleted since the search.
        if (!since.IsSubsetOf(left.Select(ticket => _hash.Of(RecordKind.Ticket, ticket))))
            left = [.. left.Union(Buried(_hash, since, Missing(table => session.FindIds(StoreReader.MissingTicketsSql(session.Dialect, table)))), StringComparer.Ordinal)];
        // A ticket that was created again may belong to another account.
        var isBack = session.FindIds($"SELECT r.\"Id\" {session.Dialect.FromAmong(StoreTables.Tickets.Name, nameof(Ticket.Id))}", session.Dialect.List(left));
        return [.. left.Except(isBack, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Missing(Func<string, List<string>> of) => of(StoreTables.Events.Name).Union(of(StoreTables.Surveys.Name), StringComparer.Ordinal);

    private static List<string> Buried(IdHash hash, HashSet<long> buried, IEnumerable<string> tickets) =>
        [.. tickets.Where(ticket => buried.Contains(hash.Of(RecordKind.Ticket, ticket)))];

    /// <summary>The account's rows that changed since the search, and those found by the search that still belong to the account.</summary>
    internal static List<string> Find(
        DatabaseDialect sql, Func<string, object[], List<string>> find, string table, string account, long seenVersion, List<string> seen)
    {
        var changed = find($"SELECT r.\"Id\" FROM \"{table}\" AS r WHERE r.\"Version\" > @p1 AND {sql.Same("r.\"Account\"", "@p2")}", [seenVersion, account]);
        var still = find($"SELECT r.\"Id\" {sql.FromAmong(table, "Id")} WHERE {sql.Same("r.\"Account\"", "@p2")}", [sql.List(seen), account]);
        return [.. changed.Union(still, StringComparer.Ordinal)];
    }

    private static List<string> OfTickets(IWriteSession session, string table, List<string> tickets) =>
        session.FindIds($"SELECT r.\"Id\" {session.Dialect.FromAmong(table, "Ticket")}", session.Dialect.List(tickets));

    /// <param name="Version">Of which all of it is.</param>
    /// <param name="Tickets">Of the account.</param>
    /// <param name="Surveys">That name the account.</param>
    /// <param name="Left">Tickets that were deleted before, and of which there are still events or surveys.</param>
    private sealed record Seen(long Version, List<string> Tickets, List<string> Surveys, List<string> Left);
}

/// <summary>How many of each were removed.</summary>
internal sealed record ErasedAccount(int Tickets, int Events, int Surveys);

using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Outbox;

/// <summary>Finds events that name what is no longer in the store: it was deleted or erased after it was evaluated.</summary>
internal static class GoneSubjects
{
    public static async Task<IReadOnlySet<OutboxEvent>> FindAsync(KpiDbContext context, IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        var tickets = await MissingAsync(events.Select(one => one.Ticket), ids => context.Tickets.Where(row => ids.Contains(row.Id)).Select(row => row.Id), cancel);
        var surveys = await MissingAsync(events.Select(one => one.Survey), ids => context.Surveys.Where(row => ids.Contains(row.Id)).Select(row => row.Id), cancel);
        var accounts = await MissingAsync(events.Select(one => one.Account), ids => context.Accounts.Where(row => ids.Contains(row.Id)).Select(row => row.Id), cancel);
        foreach (var account in accounts.ToList())
        {
            // An account need not be sent itself. Its tickets are searched without an index, which an event about an account is rare enough for.
            if (await context.Tickets.AnyAsync(row => row.Account == account, cancel) || await context.Surveys.AnyAsync(row => row.Account == account, cancel)) accounts.Remove(account);
        }

        return events.Where(one => (one.Ticket is { } ticket && tickets.Contains(ticket)) || (one.Survey is { } survey && surveys.Contains(survey)) || (one.Account is { } account && accounts.Contains(account))).ToHashSet();
    }

    private static async Task<HashSet<string>> MissingAsync(IEnumerable<string?> named, Func<List<string>, IQueryable<string>> find, CancellationToken cancel)
    {
        var ids = named.OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (ids.Count > 0) ids.ExceptWith(await find([.. ids]).ToListAsync(cancel));
        return ids;
    }
}

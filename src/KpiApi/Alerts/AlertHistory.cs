using KpiApi.Settings;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Alerts;

/// <summary>What alerts have reported, from the store: the same on every replica.</summary>
internal sealed class AlertHistory(IDbContextFactory<KpiDbContext> contexts)
{
    /// <summary>The newest first.</summary>
    /// <param name="before">The id of the last one that is known.</param>
    public Task<List<AlertEvent>> ListAsync(string alert, long before, int limit) => InStoreAsync(context =>
        context.AlertEvents.AsNoTracking().Where(row => row.Alert == alert && row.Seq < before).OrderByDescending(row => row.Seq).Take(limit).ToListAsync());

    /// <summary>Of all alerts, the oldest first.</summary>
    public Task<List<AlertEvent>> ReadAfterAsync(long seq, int limit) => InStoreAsync(context =>
        context.AlertEvents.AsNoTracking().Where(row => row.Seq > seq).OrderBy(row => row.Seq).Take(limit).ToListAsync());

    public Task<long> LastAsync() => InStoreAsync(async context => await context.AlertEvents.MaxAsync(row => (long?)row.Seq) ?? 0);

    /// <summary>The tickets and surveys that an alert has reported since it was made.</summary>
    public Task<List<string>> ReadReportedAsync(AlertSetting alert) => InStoreAsync(context =>
        context.AlertEvents.Where(row => row.Alert == alert.Id && row.AtMs >= alert.MadeAtMs && row.Subject != "").Select(row => row.Subject).ToListAsync());

    /// <summary>How many tickets and surveys each alert has reported since an instant.</summary>
    public Task<Dictionary<string, int>> CountAsync(long sinceMs) => InStoreAsync(context =>
        context.AlertEvents.Where(row => row.AtMs >= sinceMs && row.Subject != "").GroupBy(row => row.Alert).Select(reported => new { Alert = reported.Key, Count = reported.Count() }).ToDictionaryAsync(reported => reported.Alert, reported => reported.Count));

    /// <summary>How it stands with each group of the alerts that open and close; with the empty one where they have no groups. What was reported before an alert was made is of another.</summary>
    public Task<ILookup<string, OpenState>> ReadStatesAsync(IReadOnlyCollection<AlertSetting> alerts) => InStoreAsync(async context =>
    {
        var made = alerts.Where(alert => alert.When.HasState).ToDictionary(alert => alert.Id, alert => alert.MadeAtMs, StringComparer.Ordinal);
        var ids = made.Keys.ToList();
        var changes = context.AlertEvents.Where(row => ids.Contains(row.Alert) && (row.Type == AlertEvents.Opened || row.Type == AlertEvents.Closed));
        var last = changes.GroupBy(row => new { row.Alert, row.Subject }).Select(group => group.Max(row => row.Seq));
        var rows = await context.AlertEvents.AsNoTracking().Where(row => last.Contains(row.Seq)).ToListAsync();
        return rows.Where(row => row.AtMs >= made[row.Alert]).ToLookup(row => row.Alert, OpenState.Of, StringComparer.Ordinal);
    });

    private async Task<T> InStoreAsync<T>(Func<KpiDbContext, Task<T>> work)
    {
        await using var context = await contexts.CreateDbContextAsync();
        try
        {
            return await work(context);
        }
        // EF puts what may pass into an exception of its own.
        catch (Exception failure) when (FailureCause.Of(failure) is not null)
        {
            throw new StoreUnavailableException("The store did not answer about alerts.", failure);
        }
    }
}

/// <summary>How it stands with an alert, or one group of it.</summary>
/// <param name="Subject">The group's value; empty for none.</param>
/// <param name="Seq">Of the event by which it last opened or closed; 0 when it never did.</param>
/// <param name="SinceMs">When that was.</param>
/// <param name="Value">Of the metric then.</param>
internal sealed record OpenState(string Subject, long Seq, bool IsOpen, long SinceMs, decimal Value)
{
    public static OpenState Never(string subject) => new(subject, 0, false, 0, 0);

    public static OpenState Of(AlertEvent row) => new(row.Subject, row.Seq, row.Type == AlertEvents.Opened, row.AtMs, AlertEventItem.ValueOf(row));
}

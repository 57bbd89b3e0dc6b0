using System.Data.Common;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Alerts;

/// <summary>What alerts have told, from the store: the same on every replica.</summary>
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

    /// <summary>The tickets and surveys that an alert has told since it was made.</summary>
    public Task<List<string>> ReadToldAsync(AlertSetting alert) => InStoreAsync(context =>
        context.AlertEvents.Where(row => row.Alert == alert.Id && row.AtMs >= alert.MadeAtMs && row.Subject != "").Select(row => row.Subject).ToListAsync());

    /// <summary>How many an alert has told since an instant, tests aside.</summary>
    public Task<int> CountAsync(string alert, long sinceMs) => InStoreAsync(context =>
        context.AlertEvents.CountAsync(row => row.Alert == alert && row.AtMs >= sinceMs && row.Subject != ""));

    /// <summary>How it stands with each group of an alert that opens and closes; with the empty one where it has no groups.</summary>
    public Task<Dictionary<string, OpenState>> ReadStatesAsync(AlertSetting alert) => InStoreAsync(async context =>
    {
        var told = await context.AlertEvents.AsNoTracking()
            .Where(row => row.Alert == alert.Id && row.AtMs >= alert.MadeAtMs && (row.Type == AlertEvents.Opened || row.Type == AlertEvents.Closed)).OrderBy(row => row.Seq).ToListAsync();
        return told.Where(row => !AlertEventItem.IsTest(row)).GroupBy(row => row.Subject, StringComparer.Ordinal).ToDictionary(group => group.Key, group => OpenState.Of([.. group]), StringComparer.Ordinal);
    });

    private async Task<T> InStoreAsync<T>(Func<KpiDbContext, Task<T>> work)
    {
        await using var context = await contexts.CreateDbContextAsync();
        try
        {
            return await work(context);
        }
        catch (DbException failure)
        {
            throw new StoreUnavailableException("The store did not answer about alerts.", failure);
        }
    }
}

/// <summary>How it stands with an alert, or one group of it.</summary>
/// <param name="Transitions">How often it has opened or closed.</param>
/// <param name="SinceMs">When it last did.</param>
/// <param name="Value">Of the metric then.</param>
internal sealed record OpenState(int Transitions, bool IsOpen, long SinceMs, decimal Value)
{
    public static readonly OpenState Never = new(0, false, 0, 0);

    public static OpenState Of(IReadOnlyList<AlertEvent> told) => new(told.Count, told[^1].Type == AlertEvents.Opened, told[^1].AtMs, AlertEventItem.ValueOf(told[^1]));

    public OpenState After(in Crossing crossing, long nowMs) => new(Transitions + 1, crossing.IsOpen, nowMs, crossing.Value);
}

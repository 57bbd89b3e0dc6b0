using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Hooks;

/// <summary>Payloads that could not be stored, in the store for seven days and at most a thousand of a hook; the oldest give way.</summary>
internal sealed class RejectionStore(IDbContextFactory<KpiDbContext> contexts, TimeProvider clock)
{
    private const int MaxOfHook = 1_000;

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    private long FirstMs => clock.GetUtcNow().Subtract(s_kept).ToUnixTimeMilliseconds();

    /// <returns>Its id.</returns>
    public Task<long> AddAsync(string hook, string body, string errors) => InStoreAsync(async context =>
    {
        var rejection = new HookRejection { Hook = hook, AtMs = clock.GetUtcNow().ToUnixTimeMilliseconds(), Body = body, Errors = errors };
        context.HookRejections.Add(rejection);
        await context.SaveChangesAsync();
        var first = FirstMs;
        await context.HookRejections.Where(row => row.AtMs < first).ExecuteDeleteAsync();
        var oldest = await context.HookRejections.Where(row => row.Hook == hook).OrderByDescending(row => row.Seq).Skip(MaxOfHook).Select(row => row.Seq).FirstOrDefaultAsync();
        if (oldest > 0) await context.HookRejections.Where(row => row.Hook == hook && row.Seq <= oldest).ExecuteDeleteAsync();
        return rejection.Seq;
    });

    /// <summary>The oldest first.</summary>
    /// <param name="after">The id of the last one that is known; 0 for none.</param>
    public Task<List<HookRejection>> ListAsync(string hook, long after, int limit) => InStoreAsync(async context =>
    {
        var first = FirstMs;
        return await context.HookRejections.AsNoTracking().Where(row => row.Hook == hook && row.AtMs >= first && row.Seq > after).OrderBy(row => row.Seq).Take(limit).ToListAsync();
    });

    public Task<int> DeleteAsync(string hook, long id) => InStoreAsync(context => context.HookRejections.Where(row => row.Hook == hook && row.Seq == id).ExecuteDeleteAsync());

    /// <summary>Of a hook that is deleted.</summary>
    public Task<int> DeleteAllAsync(string hook) => InStoreAsync(context => context.HookRejections.Where(row => row.Hook == hook).ExecuteDeleteAsync());

    /// <summary>What the last try told.</summary>
    public Task<int> UpdateAsync(long id, string errors) =>
        InStoreAsync(context => context.HookRejections.Where(row => row.Seq == id).ExecuteUpdateAsync(row => row.SetProperty(rejection => rejection.Errors, errors)));

    private async Task<T> InStoreAsync<T>(Func<KpiDbContext, Task<T>> work)
    {
        await using var context = await contexts.CreateDbContextAsync();
        try
        {
            return await work(context);
        }
        catch (Exception failure) when (FailureCause.Of(failure) is not null)
        {
            throw new StoreUnavailableException("The store did not answer about rejected payloads.", failure);
        }
    }
}

using System.Security.Cryptography;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Auth.Keys;

/// <summary>A key that was just made: the only time its text is known.</summary>
internal sealed record MadeKey(StoredKey Key, string Text);

/// <summary>The keys in the store. Each change is made with a new stamp, by which every replica learns of it.</summary>
internal sealed class KeyStore(IDbContextFactory<KpiDbContext> contexts, KeyRing ring, RandomNumberGenerator random, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _oneReader = new(1, 1);
    private long? _stamp;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads the keys if they have changed: one row while they have not.</summary>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        await _oneReader.WaitAsync(cancel);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancel);
            // The stamp before the keys: a change in between is at worst read twice.
            var stamp = await context.KeyChanges.Select(change => change.Stamp).SingleAsync(cancel);
            if (stamp == _stamp) return;
            ring.Replace(await context.Keys.AsNoTracking().ToListAsync(cancel));
            _stamp = stamp;
        }
        finally
        {
            _oneReader.Release();
        }
    }

    /// <summary>By their age.</summary>
    public async Task<IReadOnlyList<StoredKey>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var keys = await context.Keys.AsNoTracking().OrderBy(key => key.CreatedAtMs).ThenBy(key => key.Id).ToListAsync(cancel);
        foreach (var key in keys)
            if (ring.Find(key.Id)?.LastUsedAtMs is { } here && here > (key.LastUsedAtMs ?? 0)) key.LastUsedAtMs = here;
        return keys;
    }

    public async Task<MadeKey> AddAsync(string name, Scopes scopes, long? expiresAtMs, CancellationToken cancel)
    {
        var id = KeyText.NewId(random);
        var text = KeyText.New(id, random);
        var key = new StoredKey { Id = id, Name = name, Scopes = scopes, Hash = KeyText.Hash(text), CreatedAtMs = NowMs, ExpiresAtMs = expiresAtMs };
        await ChangeAsync(context =>
        {
            context.Keys.Add(key);
            return Task.FromResult<StoredKey?>(key);
        }, cancel);
        return new(key, text);
    }

    /// <summary>As it is stored; null when there is none.</summary>
    public async Task<StoredKey?> FindAsync(string id, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Keys.AsNoTracking().SingleOrDefaultAsync(key => key.Id == id, cancel);
    }

    /// <summary>Null when there is no such key in force.</summary>
    public async Task<MadeKey?> RotateAsync(string id, TimeSpan grace, CancellationToken cancel)
    {
        var text = KeyText.New(id, random);
        var rotated = await ChangeAsync(async context =>
        {
            if (await context.Keys.SingleOrDefaultAsync(key => key.Id == id, cancel) is not { } key || !key.IsInForce(NowMs)) return null;
            (key.OldHash, key.OldUntilMs, key.Hash) = (key.Hash, NowMs + (long)grace.TotalMilliseconds, KeyText.Hash(text));
            return key;
        }, cancel);
        return rotated is null ? null : new(rotated, text);
    }

    /// <summary>False when there is no such key; one that was revoked before stays so.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancel) => await ChangeAsync(async context =>
    {
        var key = await context.Keys.SingleOrDefaultAsync(key => key.Id == id, cancel);
        if (key is not null) key.RevokedAtMs ??= NowMs;
        return key;
    }, cancel) is not null;

    /// <summary>Writes when keys were last used, where that is news to the store.</summary>
    public async Task SaveLastUseAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var stored = await context.Keys.ToDictionaryAsync(key => key.Id, key => key.LastUsedAtMs, StringComparer.Ordinal, cancel);
        foreach (var key in ring.All)
            if (key.LastUsedAtMs is { } used && stored.TryGetValue(key.Id, out var known) && used > (known ?? 0))
                await context.Keys.Where(row => row.Id == key.Id).ExecuteUpdateAsync(row => row.SetProperty(k => k.LastUsedAtMs, used), cancel);
    }

    public void Dispose() => _oneReader.Dispose();

    private async Task<StoredKey?> ChangeAsync(Func<KpiDbContext, Task<StoredKey?>> change, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var bytes = new byte[sizeof(long)];
        random.GetBytes(bytes);
        var stamp = BitConverter.ToInt64(bytes);
        StoredKey? changed = null;
        try
        {
            await context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                context.ChangeTracker.Clear();
                await using var transaction = await context.Database.BeginTransactionAsync(cancel);
                // First, so that changes at one time wait here for each other.
                await context.KeyChanges.ExecuteUpdateAsync(row => row.SetProperty(c => c.Stamp, stamp), cancel);
                changed = await change(context);
                await context.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            });
            await RefreshAsync(cancel);
            return changed;
        }
        catch (Exception failure) when (FailureCause.Of(failure) is not null)
        {
            throw new StoreUnavailableException("The store did not take the change of the keys.", failure);
        }
    }
}

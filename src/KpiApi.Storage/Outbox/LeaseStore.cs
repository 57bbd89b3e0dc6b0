using System.Security.Cryptography;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Outbox;

/// <summary>The leases in the store. Each step is one conditional UPDATE: of several processes one succeeds.</summary>
internal sealed class LeaseStore(DatabaseDialect dialect)
{
    /// <summary>Null when nobody has ever taken it.</summary>
    public async Task<Lease?> FindAsync(string name, CancellationToken cancel)
    {
        await using var context = dialect.CreateContext();
        return await context.Leases.AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, cancel);
    }

    /// <param name="seen">The lease as it was found: who takes it since keeps it.</param>
    /// <returns>Null when another process was first.</returns>
    public async Task<HeldLease?> TryTakeAsync(string name, Lease? seen, CancellationToken cancel)
    {
        await using var context = dialect.CreateContext();
        var holder = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var isTaken = seen is null
            ? await TryAddAsync(context, new() { Name = name, Holder = holder, Renewals = 1 }, cancel)
            : await context.Leases.Where(row => row.Name == name && row.Holder == seen.Holder && row.Renewals == seen.Renewals)
                .ExecuteUpdateAsync(row => row.SetProperty(lease => lease.Holder, holder).SetProperty(lease => lease.Renewals, lease => lease.Renewals + 1), cancel) > 0;
        // Read only now: until it was taken, its holder could move it.
        return isTaken ? new(name, holder, await context.Leases.Where(row => row.Name == name).Select(row => row.Position).SingleAsync(cancel)) : null;
    }

    /// <returns>False when another process has taken it.</returns>
    public async Task<bool> RenewAsync(HeldLease lease, CancellationToken cancel)
    {
        await using var context = dialect.CreateContext();
        return await context.Leases.Where(row => row.Name == lease.Name && row.Holder == lease.Holder)
            .ExecuteUpdateAsync(row => row.SetProperty(kept => kept.Renewals, kept => kept.Renewals + 1), cancel) > 0;
    }

    /// <summary>So that the next holder need not wait.</summary>
    public async Task GiveBackAsync(HeldLease lease, CancellationToken cancel)
    {
        await using var context = dialect.CreateContext();
        await context.Leases.Where(row => row.Name == lease.Name && row.Holder == lease.Holder).ExecuteUpdateAsync(row => row.SetProperty(kept => kept.Holder, ""), cancel);
    }

    private static async Task<bool> TryAddAsync(KpiDbContext context, Lease lease, CancellationToken cancel)
    {
        context.Leases.Add(lease);
        try
        {
            await context.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException) when (context.Leases.AsNoTracking().Any(row => row.Name == lease.Name))
        {
            return false;
        }
    }
}

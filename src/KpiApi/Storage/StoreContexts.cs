using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>Contexts of whichever database is in use.</summary>
internal sealed class StoreContexts(StoreProvider provider) : IDbContextFactory<KpiDbContext>
{
    public KpiDbContext CreateDbContext() => provider.CreateContext();
}

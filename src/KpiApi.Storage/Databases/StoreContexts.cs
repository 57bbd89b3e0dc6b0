using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Databases;

/// <summary>Contexts of whichever database is in use.</summary>
internal sealed class StoreContexts(DatabaseDialect dialect) : IDbContextFactory<KpiDbContext>
{
    public KpiDbContext CreateDbContext() => dialect.CreateContext();
}

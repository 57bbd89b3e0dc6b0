using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace KpiApi.Storage;

/// <summary>For <c>dotnet ef migrations add</c> only: the tables do not depend on where the database is.</summary>
internal sealed class KpiDbContextDesign : IDesignTimeDbContextFactory<KpiDbContext>
{
    public KpiDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<KpiDbContext>();
        StoreComposition.Configure(options, "Data Source=design.db");
        return new(options.Options);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KpiApi.Storage.Servers.SqlServer;

internal sealed class SqlServerContext(DbContextOptions<SqlServerContext> options) : KpiDbContext(options)
{
    private const string IdLength = "IdLength";

    /// <summary>By code points: 'a' is neither 'A' nor 'ä'.</summary>
    public const string Binary = "Latin1_General_100_BIN2";

    protected override string Collation => Binary;

    /// <summary>To this database 'a' = 'a ' in every collation; only with its length an id is told from all others.</summary>
    protected override void IndexId(EntityTypeBuilder entity, string id)
    {
        entity.Property<int>(IdLength).HasComputedColumnSql($"DATALENGTH([{id}])", stored: true);
        entity.HasIndex(id, IdLength).IsUnique();
    }
}

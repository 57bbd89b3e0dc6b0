using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KpiApi.Storage.Databases.SqlServer;

internal sealed class SqlServerContext(DbContextOptions<SqlServerContext> options) : KpiDbContext(options)
{
    /// <summary>The table of the versions that were given last.</summary>
    public const string Commits = "commits";

    public const int RetainedCommits = 1000;

    private const string IdLength = "IdLength";

    /// <summary>Ids come in no order: room for some on each page, before it has to be split.</summary>
    private const int FillFactor = 90;

    /// <summary>By code points: 'a' is neither 'A' nor 'ä'.</summary>
    public const string Binary = "Latin1_General_100_BIN2";

    protected override string Collation => Binary;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<StoreCommit>(commit =>
        {
            commit.ToTable(Commits);
            commit.HasKey(row => row.Version);
            commit.Property(row => row.Version).ValueGeneratedNever();
        });
    }

    protected override void AddOutbox(ModelBuilder modelBuilder)
    {
        base.AddOutbox(modelBuilder);
        // A MERGE with OUTPUT may number the rows of a batch in any order; deliveries go in the order of their numbers.
        modelBuilder.Entity<AlertEvent>().ToTable(table => table.UseSqlOutputClause(false));
        modelBuilder.Entity<WebhookDelivery>().ToTable(table => table.UseSqlOutputClause(false));
    }

    /// <summary>To this database 'a' = 'a ' in every collation; only with its length an id is told from all others.</summary>
    protected override void IndexId(EntityTypeBuilder entity, string id)
    {
        entity.Property<int>(IdLength).HasComputedColumnSql($"DATALENGTH([{id}])", stored: true);
        entity.HasIndex(id, IdLength).IsUnique().HasFillFactor(FillFactor);
    }
}

/// <summary>A version that a transaction was given: its key keeps a second one from being given it.</summary>
internal sealed class StoreCommit
{
    public long Version { get; init; }
}

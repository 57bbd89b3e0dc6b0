using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KpiApi.Storage.Databases.Sqlite;

internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : KpiDbContext(options)
{
    private const int MostWordBytes = 16 << 20;

    /// <summary>Strings that the rows read through it share.</summary>
    public TextPool Words => field ??= new(MostWordBytes);

    /// <summary>
    /// Rows that arrive by the million have no AUTOINCREMENT: SQLite would read and write a table of the highest numbers with each of them. Once the
    /// last row is deleted its number is given again, which changes nothing of what numbers tell: in which order the rows arrived that are there.
    /// </summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            if (entity.FindProperty(Seq) is { } seq && seq.IsShadowProperty()) seq.SetValueGenerationStrategy(SqliteValueGenerationStrategy.None);
    }
}

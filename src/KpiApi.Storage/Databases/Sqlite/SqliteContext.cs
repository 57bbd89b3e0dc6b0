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
    /// Without AUTOINCREMENT, whose table of the highest number ever given is read and written with every row, the last row's number is given again once that row
    /// is deleted; all that a number is for, the order of arrival of the rows that are there, it tells all the same.
    /// </summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            if (entity.FindProperty(Seq) is { } seq && seq.IsShadowProperty()) seq.SetValueGenerationStrategy(SqliteValueGenerationStrategy.None);
    }
}

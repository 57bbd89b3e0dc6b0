using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Databases.Sqlite;

internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : KpiDbContext(options)
{
    private const int MostWordBytes = 16 << 20;

    /// <summary>Strings that the rows read through it share.</summary>
    public TextPool Words => field ??= new(MostWordBytes);
}

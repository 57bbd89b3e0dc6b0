using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Databases.PostgreSql;

internal sealed class PostgreSqlContext(DbContextOptions<PostgreSqlContext> options) : KpiDbContext(options)
{
    /// <summary>By bytes: no index depends on the rules of a language, which an upgrade of the operating system may change.</summary>
    protected override string Collation => "C";
}

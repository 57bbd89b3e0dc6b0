using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Sqlite;

internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : KpiDbContext(options);

using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Databases.Sqlite;

internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : KpiDbContext(options);

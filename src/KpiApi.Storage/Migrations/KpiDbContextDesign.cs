using KpiApi.Storage.Databases.PostgreSql;
using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Databases.SqlServer;
using Microsoft.EntityFrameworkCore.Design;

namespace KpiApi.Storage.Migrations;

/// <summary>For <c>dotnet ef migrations add NAME --context …</c> only: the tables do not depend on where the database is.</summary>
internal sealed class KpiDbContextDesign :
    IDesignTimeDbContextFactory<SqliteContext>, IDesignTimeDbContextFactory<SqlServerContext>, IDesignTimeDbContextFactory<PostgreSqlContext>
{
    SqliteContext IDesignTimeDbContextFactory<SqliteContext>.CreateDbContext(string[] args) =>
        (SqliteContext)new SqliteDialect("Data Source=design.db", _ => { }).CreateContext();

    SqlServerContext IDesignTimeDbContextFactory<SqlServerContext>.CreateDbContext(string[] args) =>
        (SqlServerContext)new SqlServerDialect(new() { ConnectionString = "Server=design" }, _ => { }).CreateContext();

    PostgreSqlContext IDesignTimeDbContextFactory<PostgreSqlContext>.CreateDbContext(string[] args) =>
        (PostgreSqlContext)new PostgreSqlDialect(new() { ConnectionString = "Host=design" }, _ => { }).CreateContext();
}

namespace KpiApi.Storage.Tests.Databases;

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlTests : DatabaseTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}

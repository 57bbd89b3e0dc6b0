using KpiApi.Storage.Tests.Databases.SqlServer;
using Microsoft.Data.SqlClient;

namespace KpiApi.Tests.Storage.Servers.SqlServer;

/// <summary>A SQL Server that is there and does not let the service in.</summary>
[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerRefusalTests
{
    private readonly SqlConnectionStringBuilder _server = new(SqlServerForTests.Server) { InitialCatalog = "kpi_test_refused" };

    [StoreFact]
    public async Task Wrong_password_is_told_in_one_sentence()
    {
        _server.Password = "Not-the-right-1";
        Assert.Equal($"{Beginning} the server does not let the login '{_server.UserID}' in: Login failed for user '{_server.UserID}'.", await SentenceAsync());
    }

    [StoreFact]
    public async Task Certificate_that_nobody_trusts_is_told_in_one_sentence()
    {
        _server.TrustServerCertificate = false;
        Assert.StartsWith($"{Beginning} the server's certificate is not trusted (", await SentenceAsync(), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Login_that_may_make_no_database_is_told_in_one_sentence()
    {
        var admin = new SqlConnectionStringBuilder(_server.ConnectionString) { InitialCatalog = "master", Pooling = false }.ConnectionString;
        (_server.UserID, _server.Password) = ("kpi_test_login", "Only-for-tests-2");
        SqlServerForTests.Execute(admin, $"CREATE LOGIN [{_server.UserID}] WITH PASSWORD = '{_server.Password}'");
        try
        {
            Assert.StartsWith($"{Beginning} the login '{_server.UserID}' may not open the database, or not make it or its tables: ", await SentenceAsync(), StringComparison.Ordinal);
        }
        finally
        {
            SqlServerForTests.Execute(admin, $"DROP LOGIN [{_server.UserID}]");
        }
    }

    private string Beginning => $"The store, SQL Server {_server.DataSource}, {_server.InitialCatalog}, cannot be opened:";

    private Task<string> SentenceAsync() => WrongServer.SentenceAsync("SqlServer", _server.ConnectionString);
}

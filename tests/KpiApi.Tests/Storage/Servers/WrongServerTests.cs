using KpiApi.Storage.Databases.SqlServer;

namespace KpiApi.Tests.Storage.Servers;

/// <summary>What needs no server to be seen: it is never skipped.</summary>
public sealed class WrongServerTests
{
    [Fact]
    public async Task Sql_server_that_is_not_there_is_told_in_one_sentence()
    {
        var port = WrongServer.ClosedPort();
        var sentence = await WrongServer.SentenceAsync("SqlServer", $"Server=127.0.0.1,{port};Database=kpi;User Id=kpi;Password=secret;Encrypt=True");
        // Where the machine has no ICU, that is what is told.
        var reason = Globalization.HasIcu ? "the server cannot be reached: A network-related or instance-specific error occurred while establishing a connection to SQL Server" : Globalization.Missing;
        Assert.Equal($"The store, SQL Server 127.0.0.1,{port}, kpi, cannot be opened: {reason}.", sentence);
    }

    [Fact]
    public async Task Sql_server_without_ICU_is_told_in_one_sentence() => Assert.Equal(
        $"The store, SQL Server 127.0.0.1,1, kpi, cannot be opened: {Globalization.Missing}.",
        await WrongServer.SentenceOfProcessAsync("SqlServer", "Server=127.0.0.1,1;Database=kpi;User Id=kpi;Password=secret", ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")));

    [Fact]
    public async Task PostgreSql_that_is_not_there_is_told_in_one_sentence()
    {
        var port = WrongServer.ClosedPort();
        Assert.Equal(
            "The store, PostgreSQL 127.0.0.1, kpi, cannot be opened: the server cannot be reached: Connection refused.",
            await WrongServer.SentenceAsync("PostgreSql", $"Host=127.0.0.1;Port={port};Database=kpi;Username=kpi;Password=secret"));
    }

    [Fact]
    public async Task Login_of_Entra_ID_without_its_package_is_told_in_one_sentence() => Assert.Equal(
        "Store:ConnectionString asks for a login of Entra ID, which needs the package Microsoft.Data.SqlClient.Extensions.Azure beside the program; without it, give User Id and Password.",
        await WrongServer.SentenceAsync("SqlServer", "Server=127.0.0.1,1;Database=kpi;Authentication=Active Directory Default"));
}

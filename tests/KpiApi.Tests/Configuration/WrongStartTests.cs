using System.Net;
using System.Net.Sockets;
using KpiApi.Http;
using Microsoft.AspNetCore.Builder;

namespace KpiApi.Tests.Configuration;

/// <summary>A start with something wrong.</summary>
public sealed class WrongStartTests
{
    [Theory]
    [InlineData("Limits:MaxItems", "0", "Limits:MaxItems has to be from 1 to 1000000.")]
    [InlineData("Limits:MaxItems", "many", "Limits:MaxItems has to be from 1 to 1000000.")]
    [InlineData("Kpi:FcrWindowDays", "99999999999", "Kpi:FcrWindowDays has to be a whole number of days from 1 to 365.")]
    [InlineData("Kpi:FastWays", "yes", "Kpi:FastWays has to be true or false, not 'yes'.")]
    [InlineData("Keys:AllowLoopbackWithoutKey", "yes", "Keys:AllowLoopbackWithoutKey has to be true or false, not 'yes'.")]
    [InlineData("Store:Provider", "Oracle", "Store:Provider has to be Sqlite, SqlServer or PostgreSql.")]
    [InlineData("Kpi:TimeZone", "Berlin", "Kpi:TimeZone, Berlin, is no time zone; it is a name like Europe/Berlin, and the nearest is Europe/Berlin.")]
    [InlineData("Kpi:TimeZome", "UTC", "There is no option Kpi:TimeZome; the nearest is Kpi:TimeZone.")]
    [InlineData("Oidc:Zebra", "1", "There is no option Oidc:Zebra; section Oidc has Issuer, Audience, ScopeClaim.")]
    [InlineData("Storee:Provider", "SqlServer", "There is no section Storee, so Storee:Provider does nothing; the nearest is Store:Provider.")]
    [InlineData("kpii:timezone", "Europe/Berlin", "There is no section kpii, so kpii:timezone does nothing; the nearest is Kpi:timezone.")]
    [InlineData("Store:ConnectionString", "Data Source=/dev/null/kpi.db", "The store, /dev/null/kpi.db, cannot be opened: The file '/dev/null' already exists.")]
    [InlineData("Cors:Origins:0", "https://a.example.com", "Cors:Origins is one text and has nothing below it.")]
    [InlineData("GraphQL:MaxTokens", "0", "GraphQL:MaxTokens has to be from 1 to 2147483647.")]
    [InlineData("GraphQL:Timeout", "30", "GraphQL:Timeout has to be from 00:00:01 to 1.00:00:00.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_ENDPOINT has to be an address like http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "localhost:4317", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT has to be an address like http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http", "OTEL_EXPORTER_OTLP_PROTOCOL has to be grpc or http/protobuf.")]
    [InlineData("Shutdown:Seconds", "0", "Shutdown:Seconds has to be a whole number of seconds from 1 to 3600.")]
    public Task Wrong_option_stops_the_start_with_one_sentence_that_names_it(string option, string value, string sentence) =>
        AssertRefusedAsync(sentence, ["--urls", "http://127.0.0.1:0"], builder => builder.Configuration[option] = value);

    [Theory]
    [InlineData("There is no argument --dmo; the nearest is --demo. --help lists what there is.", "--dmo")]
    [InlineData("There is no argument serve. --help lists what there is.", "serve")]
    [InlineData("There is no argument -p. --help lists what there is.", "-p", "8080")]
    [InlineData("There is no argument --url; the nearest is --urls. --help lists what there is.", "--url=http://127.0.0.1:0")]
    [InlineData("There is no argument --Colour:Depth. --help lists what there is.", "--Colour:Depth=3")]
    [InlineData("--urls needs a value: --urls=…", "--urls")]
    [InlineData("--health stands alone with one address: --health http://localhost:5080", "--health")]
    [InlineData("There is no option Kpi:TimeZome; the nearest is Kpi:TimeZone.", "--Kpi:TimeZome=UTC")]
    [InlineData("Kpi:TimeZone is missing; it is a name like Europe/Berlin.", "--Kpi:TimeZone=")]
    [InlineData("'nonsense' is no address to listen on; one is like http://localhost:8080.", "--urls=nonsense")]
    [InlineData("'ftp://localhost' is no address to listen on; one is like http://localhost:8080.", "--urls=http://127.0.0.1:0;ftp://localhost")]
    public Task Wrong_argument_stops_the_start_with_one_sentence(string sentence, params string[] arguments) => AssertRefusedAsync(sentence, arguments);

    /// <summary>The program writes the sentence and nothing else, and its options are also variables of the environment.</summary>
    [Fact]
    public async Task Program_that_cannot_start_writes_the_sentence_alone_and_ends_with_1() => Assert.Equal(
        ("", "There is no section kpii, so kpii:timezone does nothing; the nearest is Kpi:timezone." + Environment.NewLine, 1),
        await ProgramRun.RunAsync([("kpii__timezone", "Europe/Berlin")], "--urls", "http://127.0.0.1:0"));

    [Fact]
    public async Task Address_that_another_program_listens_on_is_told_in_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        var database = Path.Combine(Directory.CreateTempSubdirectory("kpi-test-").FullName, "kpi.db");
        var (output, error, code) = await ProgramRun.RunAsync([], $"--urls={address}", $"--Store:ConnectionString=Data Source={database}");
        Assert.Equal((1, $"Another program listens on {address} already. Is it this service? Listen elsewhere by --urls http://localhost:8080 or ASPNETCORE_URLS.{Environment.NewLine}"), (code, error));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_are_told_without_a_start()
    {
        var (output, error, code) = await ProgramRun.RunAsync([], "--help");
        Assert.Equal((0, ""), (code, error));
        foreach (var told in (string[])["--demo", "--health", "--version", "--urls", "--Kpi:TimeZone"]) Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.True(Arguments.TryAnswer(["-h"]));
        Assert.Equal(($"KpiApi {Product.Version}{Environment.NewLine}", "", 0), await ProgramRun.RunAsync([], "--version"));
    }

    private static async Task AssertRefusedAsync(string sentence, string[] arguments, Action<WebApplicationBuilder>? adjust = null)
    {
        var (reasons, log) = await ProgramRun.RefusalAsync(arguments, adjust);
        Assert.Equal([sentence], reasons);
        Assert.Empty(log);
    }
}

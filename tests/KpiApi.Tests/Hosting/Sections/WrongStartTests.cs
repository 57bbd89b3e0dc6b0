using System.Diagnostics;

namespace KpiApi.Tests.Hosting.Sections;

/// <summary>The built program, started with something wrong.</summary>
public sealed class WrongStartTests
{
    [Theory]
    [InlineData("Limits__MaxItems", "0", "Limits:MaxItems has to be from 1 to 1000000.")]
    [InlineData("Limits__MaxItems", "many", "Limits:MaxItems has to be from 1 to 1000000.")]
    [InlineData("Kpi__FcrWindowDays", "99999999999", "Kpi:FcrWindowDays has to be a whole number of days from 1 to 365.")]
    [InlineData("Kpi__FastWays", "yes", "Kpi:FastWays has to be true or false, not 'yes'.")]
    [InlineData("Keys__AllowLoopbackWithoutKey", "yes", "Keys:AllowLoopbackWithoutKey has to be true or false, not 'yes'.")]
    [InlineData("Store__Provider", "Oracle", "Store:Provider has to be Sqlite, SqlServer or PostgreSql.")]
    [InlineData("Kpi__TimeZone", "Berlin", "Kpi:TimeZone is not an IANA time zone; it is a name like Europe/Berlin.")]
    [InlineData("Kpi__TimeZone", "", "Kpi:TimeZone is missing; it is a name like Europe/Berlin.")]
    [InlineData("Kpi__TimeZome", "UTC", "There is no option Kpi:TimeZome; the nearest is Kpi:TimeZone.")]
    [InlineData("Oidc__Zebra", "1", "There is no option Oidc:Zebra; section Oidc has Issuer, Audience, ScopeClaim.")]
    [InlineData("Storee__Provider", "SqlServer", "There is no section Storee, so Storee:Provider does nothing; the nearest is Store:Provider.")]
    [InlineData("kpii__timezone", "Europe/Berlin", "There is no section kpii, so kpii:timezone does nothing; the nearest is Kpi:timezone.")]
    [InlineData("Store__ConnectionString", "Data Source=/dev/null/kpi.db", "The store, /dev/null/kpi.db, cannot be opened: The file '/dev/null' already exists.")]
    [InlineData("Cors__Origins__0", "https://a.example.com", "Cors:Origins is one text and has nothing below it.")]
    [InlineData("GraphQL__MaxTokens", "0", "GraphQL:MaxTokens has to be from 1 to 2147483647.")]
    [InlineData("GraphQL__Timeout", "30", "GraphQL:Timeout has to be from 00:00:01 to 1.00:00:00.")]
    [InlineData("Telemetry__OtlpEndpoint", "collector", "Telemetry:OtlpEndpoint has to be an address like http://localhost:4318.")]
    [InlineData("Shutdown__Seconds", "0", "Shutdown:Seconds has to be a whole number of seconds from 1 to 3600.")]
    public async Task Wrong_option_stops_the_start_with_one_sentence_that_names_it(string variable, string value, string sentence)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KpiApi.dll"), "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [variable] = value },
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(("", sentence + Environment.NewLine, 1), (await output, await error, process.ExitCode));
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KpiApi.Tests.Storage.Servers;

/// <summary>The program, started on a database that does not let it in.</summary>
internal static class WrongServer
{
    /// <summary>It gives up by itself, and says nothing but this sentence. On its way it may warn that it tries again.</summary>
    public static async Task<string> SentenceAsync(string provider, string connectionString)
    {
        var (reasons, log) = await ProgramRun.RefusalAsync(Arguments(provider, connectionString));
        Assert.DoesNotContain(log, line => line.Contains("   at ", StringComparison.Ordinal));
        return Assert.Single(reasons);
    }

    /// <summary>The same of the built program: it ends with exit code 1 and writes no stack.</summary>
    public static async Task<string> SentenceOfProcessAsync(string provider, string connectionString, params (string Name, string Value)[] environment)
    {
        var (output, error, code) = await ProgramRun.RunAsync(environment, Arguments(provider, connectionString));
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
        Assert.Equal(1, code);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[] Arguments(string provider, string connectionString) => ["--urls", "http://127.0.0.1:0", .. new TestDatabase(provider, connectionString, null).Arguments];

    /// <summary>Of this machine, on which nobody listens.</summary>
    public static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}

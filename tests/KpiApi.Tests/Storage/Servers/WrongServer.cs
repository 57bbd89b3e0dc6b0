using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KpiApi.Tests.Storage.Servers;

/// <summary>The built program, started on a server that does not let it in.</summary>
internal static class WrongServer
{
    /// <summary>It ends by itself, with exit code 1 and nothing but this sentence.</summary>
    public static async Task<string> SentenceAsync(string provider, string connectionString, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KpiApi.dll"), "--urls", "http://127.0.0.1:0", .. new TestDatabase(provider, connectionString, null).Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        // On its way it may warn that it tries again, without a stack too.
        Assert.DoesNotContain("   at ", await output + await error, StringComparison.Ordinal);
        Assert.Equal(1, process.ExitCode);
        return Assert.Single((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Of this machine, on which nobody listens.</summary>
    public static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}

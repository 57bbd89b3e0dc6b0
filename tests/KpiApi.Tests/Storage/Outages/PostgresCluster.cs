using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>A PostgreSQL server of a test's own, which can be stopped. The server refuses to run as root, so then it runs as the user postgres.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Debian = "/usr/lib/postgresql";
    private const string User = "postgres";
    private const int FirstPort = 21_000;
    private const int LastPort = 31_000;

    private static readonly string? s_programs = Programs();

    private readonly string _folder;
    private int _port;

    private PostgresCluster(string folder) => _folder = folder;

    /// <summary>What it would need; null when all of it is there.</summary>
    public static string? Missing { get; } =
        s_programs is null ? "needs PostgreSQL's own programs: initdb and pg_ctl, in /usr/lib/postgresql/*/bin or in PATH"
        : Environment.IsPrivilegedProcess && !HasUser() ? $"needs a user {User} to run PostgreSQL, which refuses root, and the program runuser"
        : null;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username={User};Database=kpi";

    public static async Task<PostgresCluster> StartAsync()
    {
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("kpi-test-").FullName);
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", User, cluster._folder);
        await RunProgramAsync("initdb", "--pgdata", cluster.Data, "--auth", "trust", "--username", User, "--encoding", "UTF8", "--locale", "C", "--no-sync");
        cluster._port = FreePort();
        await cluster.StartServerAsync();
        return cluster;
    }

    /// <param name="mode">Of pg_ctl: "fast" ends all connections and writes all to disk, "immediate" is like a crash.</param>
    public Task StopServerAsync(string mode) => RunProgramAsync("pg_ctl", "stop", "--pgdata", Data, "--mode", mode, "--wait");

    public Task StartServerAsync() => RunProgramAsync(
        "pg_ctl", "start", "--pgdata", Data, "--wait", "--log", Path.Combine(_folder, "log"),
        "--options", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder}");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopServerAsync("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static Task RunProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(s_programs!, program);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", User, "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    /// <summary>What it prints is not read: a server that it starts would hold the pipe open.</summary>
    private static async Task RunAsync(string program, params string[] arguments)
    {
        string[] quietly = ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments];
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", quietly) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string? Programs() =>
        (Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : []).OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));

    private static bool HasUser() =>
        File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(User + ":", StringComparison.Ordinal))
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "runuser")));

    /// <summary>Not of the system's own choice: it would give the same to others while the server is stopped.</summary>
    private static int FreePort() => Enumerable.Range(0, LastPort - FirstPort)
        .Select(n => FirstPort + ((Environment.ProcessId + n) % (LastPort - FirstPort))).First(IsFree);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

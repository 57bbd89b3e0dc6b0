using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KpiApi.Benchmarks.Neighbours;

/// <summary>A published service in a process of its own, with the memory of a small container unless said otherwise.</summary>
internal sealed class ServiceProcess : IDisposable
{
    public const string AdminKey = "the-key-of-the-benchmark-of-neighbours";

    /// <summary>The environment variable that limits the heap.</summary>
    public const string HeapLimit = "DOTNET_GCHeapHardLimit";

    /// <summary>1.5 GB of heap: what the runtime takes by itself in a container of 2 GB.</summary>
    private const string SmallHeap = "0x60000000";

    private readonly Process _process;

    private ServiceProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public bool IsAlive => !_process.HasExited;

    /// <summary>The most memory that it ever held, in megabytes; null where the system does not tell.</summary>
    public long? PeakMegabytes
    {
        get
        {
            var status = $"/proc/{_process.Id}/status";
            var line = IsAlive && File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
            return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) >> 10;
        }
    }

    /// <summary>What it takes now, as the system measures it.</summary>
    public long WorkingSetMegabytes
    {
        get
        {
            using var process = Process.GetProcessById(_process.Id);
            return process.WorkingSet64 >> 20;
        }
    }

    /// <param name="folder">Of the published service.</param>
    /// <param name="database">A file, there or not.</param>
    /// <param name="options">Beside those that every service of a benchmark gets, as environment variables; null takes one away.</param>
    public static async Task<ServiceProcess> StartAsync(string folder, string database, params (string Name, string? Value)[] options)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "KpiApi.dll"), "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["Store__ConnectionString"] = $"Data Source={database}",
                ["Keys__Admin"] = AdminKey,
                [HeapLimit] = SmallHeap,
                ["Logging__LogLevel__Default"] = "Error",
            },
        };
        foreach (var (name, value) in options)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var service = new ServiceProcess(process, address);
        await service.ReadyAsync();
        return service;
    }

    public void Dispose()
    {
        if (IsAlive)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Address };
        while (true)
        {
            if (!IsAlive)
                throw new InvalidOperationException($"The service ended with {_process.ExitCode}.");
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

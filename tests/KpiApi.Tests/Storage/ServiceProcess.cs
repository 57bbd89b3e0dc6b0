using System.Diagnostics;
using System.Globalization;

namespace KpiApi.Tests.Storage;

/// <summary>The built service in a process of its own, which can be killed at any moment.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private bool _isDisposed;

    private ServiceProcess(Process process, string address)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    /// <summary>Returns when it answers with numbers.</summary>
    /// <param name="database">There or not.</param>
    /// <param name="language">Of the machine; null for that of the tests.</param>
    /// <param name="options">Beside those that every service of a test gets: <c>--Webhooks:AllowPrivate=true</c>.</param>
    public static async Task<ServiceProcess> StartAsync(TestDatabase database, string? language = null, params string[] options)
    {
        string[] arguments = [ProgramRun.File, "--urls", "http://127.0.0.1:0", "--Keys:AllowLoopbackWithoutKey=true", .. database.Arguments, .. options];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        // Its life is too short to gain by what the runtime would measure for its optimizer.
        start.Environment["DOTNET_TieredPGO"] = "0";
        if (language is not null) start.Environment["LC_ALL"] = language;
        var process = Process.Start(start)!;
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException("The service ended instead of starting."));
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at) address.TrySetResult(line.Data[(at + Listening.Length)..]);
        };
        process.BeginOutputReadLine();
        var started = new ServiceProcess(process, await address.Task.WaitAsync(TimeSpan.FromMinutes(2)));
        while (!await started.IsReadyAsync()) await Task.Delay(20);
        return started;
    }

    /// <summary>SIGKILL: it closes nothing and finishes nothing.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM: told to stop, it finishes what is under way.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return _process.ExitCode;
    }

    /// <summary>A second time does nothing, so that a test that fails shows its own failure.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Http.Dispose();
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }
}

using System.Diagnostics;

namespace KpiApi.Benchmarks.Neighbours;

/// <summary>
/// An attack in a process of its own that yields the processor to all others, as if it came from another machine: what the good caller is kept
/// waiting is then the service's doing, and not that of a client that shares its process with a busy one.
/// </summary>
internal sealed class AttackProcess : IDisposable
{
    private const string NoKey = "-";

    private readonly Process _process;

    private AttackProcess(Process process) => _process = process;

    public static AttackProcess Start(string attack, Caller caller, string[] metrics)
    {
        string[] arguments = [typeof(AttackProcess).Assembly.Location, "attack", attack, caller.Address.ToString(), caller.Key ?? NoKey, .. metrics];
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("dotnet", arguments) : new ProcessStartInfo("nice", ["-n", "19", "dotnet", .. arguments]);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return new(Process.Start(start)!);
    }

    /// <summary>What the other process does until its input ends; then it writes how often each status came.</summary>
    public static async Task RunAsync(string name, Uri address, string key, string[] metrics)
    {
        var attack = Attack.All(metrics).Single(a => a.Name == name);
        using var caller = key == NoKey ? Caller.WithoutKey(address) : Caller.WithKey(address, key);
        using var end = new CancellationTokenSource();
        var attacking = attack.RunAsync(caller, end.Token);
        await Console.In.ReadToEndAsync(end.Token);
        await end.CancelAsync();
        Console.Write(string.Join(", ", (await attacking).Select(a => $"{a.Key}: {a.Value}")));
    }

    /// <summary>Ends the attack; tells how often each status came.</summary>
    public async Task<string> EndAsync()
    {
        _process.StandardInput.Close();
        return await _process.StandardOutput.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}

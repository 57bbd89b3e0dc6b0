using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests;

/// <summary>The program, run to its end.</summary>
internal static class ProgramRun
{
    /// <summary>Holds the folder of the published service, which starts in half the time; without it the one that was built with the tests is started.</summary>
    private const string Variable = "KPI_TEST_PUBLISHED";

    /// <summary>The program, for a process of its own.</summary>
    public static string File { get; } = Path.Combine(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory, "KpiApi.dll");

    /// <summary>In a process of its own.</summary>
    public static async Task<(string Output, string Error, int Code)> RunAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [File, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (await output, await error, process.ExitCode);
    }

    /// <summary>Why it does not start, in the sentences that the program writes before it ends with 1; and what it logged. In this process.</summary>
    public static async Task<(IEnumerable<string> Reasons, IReadOnlyCollection<string> Log)> RefusalAsync(string[] arguments, Action<WebApplicationBuilder>? adjust = null)
    {
        using var log = new LogLines(LogLevel.Trace);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => KpiApiHost.RunAsync(KpiApiHost.Build(arguments, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            adjust?.Invoke(builder);
        })).WaitAsync(TimeSpan.FromMinutes(3)));
        return (KpiApiHost.ReasonsNotToStart(failure) ?? [$"{failure}"], log.All);
    }
}

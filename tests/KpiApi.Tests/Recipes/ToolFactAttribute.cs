using System.Diagnostics;

namespace KpiApi.Tests.Recipes;

/// <summary>A test that needs a program of somebody else's; without it, it says so and is skipped.</summary>
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string program, string arguments, string needs)
    {
        if (!Runs(program, arguments)) Skip = "needs " + needs;
    }

    private static bool Runs(string program, string arguments)
    {
        try
        {
            using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            run.WaitForExit();
            return run.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

internal static class Tool
{
    /// <summary>What a program prints; fails the test when the program does.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == 0, $"{program} ended with {run.ExitCode}: {output}{await errors}");
        return output;
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Recipes;

namespace KpiApi.Tests.Ingest;

/// <summary>The programs in the README of what can be written, run as they stand there. Its commands are run by CI.</summary>
public sealed partial class IntegratorExampleTests
{
    [ToolFact("python3", "--version", "Python")]
    public Task Python_example_stores_a_ticket_and_its_answer() => RunAsync("python", "python3", "-c", "csat-T-10", 4);

    [ToolFact("node", "--version", "node")]
    public Task Node_example_stores_a_ticket_and_its_answer() => RunAsync("js", "node", "-e", "csat-T-11", 3);

    private static async Task RunAsync(string language, string program, string option, string survey, int score)
    {
        await using var app = await Keyed.StartAsync();
        var (_, key) = await app.MakeKeyAsync("ingest");
        var readme = await File.ReadAllTextAsync(Repository.File("src", "KpiApi", "Ingest", "README.md"));
        var example = Blocks().Matches(readme).Single(block => block.Groups["language"].Value == language).Groups["text"].Value;
        var start = new ProcessStartInfo(program, [option, example.Replace("http://localhost:5080", app.Http.BaseAddress!.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KPI_KEY"] = key;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(process.ExitCode == 0, await error + await output);
        var stored = await app.CallAsync("GET", $"/v1/surveys/{survey}", Keyed.Admin);
        Assert.Equal(score, (int)stored.Json["score"]!);
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\\n(?<text>[\\s\\S]*?)^```", RegexOptions.Multiline)]
    private static partial Regex Blocks();
}

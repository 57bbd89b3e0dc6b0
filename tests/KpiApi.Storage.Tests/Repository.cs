namespace KpiApi.Storage.Tests;

/// <summary>The files of the repository that tests compare with.</summary>
internal static class Repository
{
    private const string WriteSpecs = "KPIAPI_WRITE_SPECS";

    private static readonly string s_root = Root();

    public static string File(params string[] path) => Path.Combine([s_root, .. path]);

    /// <summary>True in a run that writes the files anew instead of comparing them.</summary>
    public static bool IsWritten => Environment.GetEnvironmentVariable(WriteSpecs) == "1";

    /// <summary>What to do where a file differs and should.</summary>
    public static string HowToWrite => $"If that is meant: {WriteSpecs}=1 dotnet test KpiApi.sln, and commit the file.";

    /// <summary>Fails with the first line in which the file differs.</summary>
    public static async Task AssertIsCommittedAsync(string text, params string[] path)
    {
        var file = File(path);
        if (IsWritten)
            await System.IO.File.WriteAllTextAsync(file, text);
        var (expected, actual) = (System.IO.File.Exists(file) ? (await System.IO.File.ReadAllTextAsync(file)).Split('\n') : [], text.Split('\n'));
        var line = expected.Zip(actual).TakeWhile(l => l.First == l.Second).Count();
        Assert.True(expected.SequenceEqual(actual),
            $"{string.Join('/', path)} differs from line {line + 1}: '{expected.ElementAtOrDefault(line)}' became '{actual.ElementAtOrDefault(line)}'. {HowToWrite}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "KpiApi.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

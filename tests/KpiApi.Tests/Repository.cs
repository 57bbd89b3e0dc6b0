namespace KpiApi.Tests;

/// <summary>The files of the repository that tests compare with.</summary>
internal static class Repository
{
    private static readonly string s_root = Root();

    public static string File(params string[] path) => Path.Combine([s_root, .. path]);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "KpiApi.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

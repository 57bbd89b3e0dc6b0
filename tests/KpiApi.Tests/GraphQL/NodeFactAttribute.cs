using System.Diagnostics;

namespace KpiApi.Tests.GraphQL;

/// <summary>A test that needs node and the packages of Audits/package.json; without them it says so. CI sets KPI_TEST_NODE.</summary>
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("KPI_TEST_NODE") == "1") return;
        if (!Directory.Exists(Path.Combine(Audits, "node_modules", "graphql-http"))) Skip = "needs npm ci in tests/KpiApi.Tests/GraphQL/Audits";
        else if (!HasNode()) Skip = "needs node";
    }

    /// <summary>In the source tree, where npm puts the packages.</summary>
    public static string Audits { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../GraphQL/Audits"));

    private static bool HasNode()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true });
            node!.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

namespace KpiApi.Tests.GraphQL;

/// <summary>A test that needs Chromium, whose path KPI_TEST_CHROMIUM holds; without it the test says so. CI sets it.</summary>
internal sealed class ChromiumFactAttribute : FactAttribute
{
    private const string Variable = "KPI_TEST_CHROMIUM";

    public ChromiumFactAttribute()
    {
        if (Executable.Length == 0)
            Skip = $"needs Chromium: set {Variable} to its path, such as /usr/bin/chromium";
    }

    public static string Executable { get; } = Environment.GetEnvironmentVariable(Variable) ?? "";
}

using KpiApi.Engine.Execution;

namespace KpiApi.Engine.Tests;

/// <summary>For tests that do not look into what an executor caches.</summary>
internal static class Executors
{
    public static QueryExecutor Fast { get; } = new();

    /// <summary>Reads every row.</summary>
    public static QueryExecutor Plain { get; } = new(new Optimizations(AreOn: false));
}

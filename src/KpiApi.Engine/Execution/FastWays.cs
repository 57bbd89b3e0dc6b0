namespace KpiApi.Engine.Execution;

/// <summary>
/// Whether queries use what makes them fast: sorted runs for percentiles and partial aggregates of unchanged chunks. The plain ways
/// give the same numbers; tests run with either.
/// </summary>
public static class FastWays
{
    public static bool AreOn { get; set; } = true;
}

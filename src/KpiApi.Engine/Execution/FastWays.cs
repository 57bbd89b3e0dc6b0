namespace KpiApi.Engine.Execution;

/// <summary>
/// What makes queries fast: sorted runs for percentiles, rows in the order of a dimension's values, and partial aggregates of chunks that have
/// not changed. The plain ways give the same numbers.
/// </summary>
/// <param name="AreOn">False for the plain ways.</param>
/// <param name="MaxPartialBytes">Beyond it the partials used least are given up.</param>
public sealed record FastWays(bool AreOn = true, long MaxPartialBytes = 512L << 20);

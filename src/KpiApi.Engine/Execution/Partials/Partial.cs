using KpiApi.Engine.Calendars;
using KpiApi.Engine.Execution.Aggregates;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>
/// What one step of a plan counts in chunks that lie wholly in the period, whichever the period is. Only cells with rows are kept.
/// Immutable once made.
/// </summary>
/// <param name="Span">Of the instants of its rows.</param>
/// <param name="Strides">Of the keys.</param>
/// <param name="Keys">For each cell the key of its group; cells of a group are neighbours.</param>
/// <param name="Buckets">For each cell its bucket.</param>
/// <param name="Starts">Natural start of each bucket; empty where buckets do not follow each other in time.</param>
/// <param name="Aggregates">One for each branch of the step.</param>
internal sealed record Partial(TimeRange Span, ulong[] Strides, ulong[] Keys, int[] Buckets, long[] Starts, Aggregate[] Aggregates)
{
    /// <summary>About what a state takes in a cell.</summary>
    private const int StateBytes = 24;

    public long SizeBytes => Keys.Length * (12L + StateBytes * Aggregates.Length) + Aggregates.Sum(a => a.HeldBytes);
}

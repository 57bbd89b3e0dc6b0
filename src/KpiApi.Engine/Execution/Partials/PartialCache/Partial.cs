using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Calendars;

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
    private const int ObjectBytes = 96;

    /// <summary>An aggregate without its states: the object and the heads of its arrays.</summary>
    private const int AggregateBytes = 128;

    /// <summary>All that it holds, heads of arrays included: most partials of a flood of questions are next to empty.</summary>
    public long SizeBytes { get; } = ObjectBytes + ArrayBytes(Strides.Length, sizeof(ulong)) + ArrayBytes(Keys.Length, sizeof(ulong)) + ArrayBytes(Buckets.Length, sizeof(int))
        + ArrayBytes(Starts.Length, sizeof(long)) + ArrayBytes(Aggregates.Length, nint.Size) + Aggregates.Sum(a => AggregateBytes + (long)a.StateBytes * Keys.Length + a.HeldBytes);

    public static long ArrayBytes(int length, int itemBytes) => 24 + (long)length * itemBytes;
}

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>One core's share of a query.</summary>
internal sealed class Worker(QueryPlan plan, IReadOnlyList<ulong>? kept, int maxRows, CancellationToken cancel = default) : IDisposable
{
    public WorkArrays Arrays { get; } = new(maxRows, plan.IsFast);

    public Tally Tally { get; } = new(plan, kept, cancel);

    public GroupIds Groups => Tally.Groups;

    public Aggregate[] Aggregates => Tally.Aggregates;

    /// <summary>Reads all that the plan wants of a chunk.</summary>
    public void Read(FactChunk chunk, int index)
    {
        Arrays.Reader.Open(chunk, index);
        for (var step = 0; step < plan.StepCount; step++)
            Read(step);
    }

    /// <summary>Reads what one step wants of the open chunk.</summary>
    public void Read(int step)
    {
        if (step < plan.Scans.Count)
            Tally.Read(Arrays, plan.Scans[step]);
        else
            Tally.Read(Arrays, plan.Intervals[step - plan.Scans.Count]);
    }

    /// <summary>Reads what a scan wants of the late rows of the open chunk.</summary>
    public void Read(int step, LateRows late) => Tally.Read(Arrays, plan.Scans[step], late);

    /// <summary>Adds what another worker counted.</summary>
    public void Merge(Worker other) => Tally.Merge(other.Tally);

    public void Dispose() => Arrays.Dispose();
}

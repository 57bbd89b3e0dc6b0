using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Workers that read every row of the chunks dealt out to them in turn, and are then merged.</summary>
internal sealed class TestWorkers(QueryPlan plan, FactSnapshot snapshot, int count) : IDisposable
{
    private readonly Worker[] _workers = [.. Enumerable.Range(0, count).Select(_ => New(plan, snapshot))];

    public static Worker New(QueryPlan plan, FactSnapshot snapshot, CancellationToken cancel = default) =>
        new(new ScanBuffers(snapshot.LargestTable, fast: true), new GroupedAggregation(plan.Layout, plan.Slots, null, cancel));

    public static void Read(Worker worker, QueryPlan plan, FactSnapshot snapshot, int chunk)
    {
        worker.Buffers.Reader.Open(snapshot.Chunks[chunk], chunk);
        foreach (var step in plan.Steps)
            step.Run(worker.Buffers, worker.Aggregation);
    }

    public AggregatedQuery Aggregate()
    {
        for (var chunk = 0; chunk < snapshot.Chunks.Length; chunk++)
            Read(_workers[chunk % count], plan, snapshot, chunk);
        var whole = _workers[0].Aggregation;
        foreach (var worker in _workers.Skip(1))
            whole.Merge(worker.Aggregation);
        foreach (var accumulator in whole.Accumulators)
            accumulator.Complete(plan.Layout.Buckets);
        return new AggregatedQuery(plan, whole.Groups, whole.Accumulators);
    }

    public void Dispose() => Array.ForEach(_workers, worker => worker.Buffers.Dispose());
}

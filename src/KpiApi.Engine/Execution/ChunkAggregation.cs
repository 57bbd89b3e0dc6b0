using KpiApi.Engine.Columns;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>Adds what some chunks have for one step of a plan.</summary>
internal abstract class ChunkAggregation
{
    public abstract void Aggregate(PlanStep step, ChunkRange chunks, Worker worker);
}

/// <summary>Reads every row.</summary>
internal sealed class DirectAggregation(FactSnapshot snapshot) : ChunkAggregation
{
    public override void Aggregate(PlanStep step, ChunkRange chunks, Worker worker)
    {
        for (var chunk = chunks.First; chunk < chunks.End; chunk++)
        {
            worker.Aggregation.Cancel.ThrowIfCancellationRequested();
            worker.Buffers.Reader.Open(snapshot.Chunks[chunk], chunk);
            step.Run(worker.Buffers, worker.Aggregation);
        }
    }
}

using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Execution;

/// <summary>The chunks that can have a part in an answer: while they are the same, so is the answer, whatever else has arrived.</summary>
public sealed class DataTouched
{
    private const long PlanBytes = 1024;

    private readonly QueryPlan[] _plans;
    private readonly List<long> _numbers;
    private readonly FactTable[] _tables;
    private readonly (long?, long?)? _span;

    private DataTouched(KpiQuery query, QueryPlan[] plans, FactSnapshot snapshot, bool ofAllTime)
    {
        (_plans, _numbers, _tables) = (plans, Numbers(plans, snapshot), [.. PeriodParser.TablesOf(query.Metrics).Distinct()]);
        _span = ofAllTime ? snapshot.Span(_tables) : null;
    }

    /// <summary>Null when all data can: the value of an account counts in every period.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="snapshot">The facts that it is answered from.</param>
    /// <param name="ofAllTime">True when the period was made from the first and the last fact, and so moves with them.</param>
    public static DataTouched? Of(KpiQuery query, FactSnapshot snapshot, bool ofAllTime = false)
    {
        if (query.Metrics.Any(m => m.Metric.Measure is Measure.AccountValue))
            return null;
        KpiQuery[] queries = query.Previous is { } previous ? [query, previous] : [query];
        // Without what makes the states: that knows the whole snapshot, and this is kept long after it.
        return new DataTouched(query, [.. queries.Select(q => QueryPlanner.Plan(q, snapshot) with { Aggregates = [] })], snapshot, ofAllTime);
    }

    /// <summary>About what it holds: plans with a truth for each value of a filtered dimension, and the numbers of chunks.</summary>
    public long SizeBytes => _numbers.Capacity * sizeof(long) + _plans.Sum(plan =>
        PlanBytes + plan.Scans.Sum(scan => PlanBytes + scan.Filters.Sum(f => (long)f.Passes.Length)) + plan.Intervals.Sum(i => PlanBytes + i.Filters.Sum(f => (long)f.Passes.Length)));

    /// <summary>Tells it from the spans of the chunks, without reading them.</summary>
    public bool IsSameIn(FactSnapshot snapshot) => (_span is null || _span == snapshot.Span(_tables)) && Numbers(_plans, snapshot).SequenceEqual(_numbers);

    private static List<long> Numbers(QueryPlan[] plans, FactSnapshot snapshot)
    {
        var numbers = new List<long>();
        for (var chunk = 0; chunk < snapshot.Chunks.Length; chunk++)
        {
            if (Array.Exists(plans, plan => Touches(plan, snapshot.Spans, chunk)))
                numbers.Add(snapshot.Chunks[chunk].Number);
        }
        return numbers;
    }

    private static bool Touches(QueryPlan plan, ChunkSpans spans, int chunk)
    {
        for (var step = 0; step < plan.StepCount; step++)
        {
            if (PlanSteps.Touches(plan, step, spans, chunk))
                return true;
        }
        return false;
    }
}

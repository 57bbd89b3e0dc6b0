using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Execution;

/// <summary>The chunks that can have a part in an answer: while they are the same, so is the answer, whatever else has arrived.</summary>
public sealed class DataTouched
{
    private const long StepBytes = 1024;

    private readonly PlanStep[] _steps;
    private readonly (int Slot, UInt128 ContentId)[] _lookups;
    private readonly List<long> _chunkIds;
    private readonly FactTable[] _tables;
    private readonly (long?, long?)? _span;
    private readonly long?[]? _first;

    private DataTouched(KpiQuery query, PlanStep[] steps, FactSnapshot snapshot, bool ofAllTime)
    {
        // Without what they filter and group by, which may be large: it says nothing of the chunks.
        _steps = Array.ConvertAll(steps, step => step with { Filters = [], Groups = [] });
        _lookups = [.. steps.SelectMany(step => step.Lookups).Select(lookup => (lookup.Slot, lookup.ContentId)).Distinct()];
        (_chunkIds, _tables) = (ChunkIds(_steps, snapshot), [.. PeriodParser.TablesOf(query.Metrics).Distinct()]);
        _span = ofAllTime ? snapshot.Span(_tables) : null;
        // From the first fact on 0 is data of what is expected.
        _first = query.History is null ? null : FirstOf(snapshot);
    }

    /// <summary>Null when all data can: the value of an account counts in every period.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="snapshot">The facts that it is answered from.</param>
    /// <param name="ofAllTime">True when the period was made from the first and the last fact, and so moves with them.</param>
    public static DataTouched? Of(KpiQuery query, FactSnapshot snapshot, bool ofAllTime = false)
    {
        if (query.Metrics.Any(m => m.Metric.Measure is Measure.AccountValue))
            return null;
        // The steps alone, which do not hold the snapshot: this is kept long after it.
        return new DataTouched(query, [.. query.Counted.SelectMany(q => QueryPlanner.Plan(q, snapshot).Steps)], snapshot, ofAllTime);
    }

    /// <summary>About what it holds: steps, the bounds of their buckets and the ids of chunks.</summary>
    public long SizeBytes => _chunkIds.Capacity * sizeof(long) + _steps.Length * StepBytes + _steps.Select(step => step.Time.Buckets).Distinct().Sum(buckets => buckets.Count * (long)sizeof(long));

    /// <summary>Told from the zone maps of the chunks, without reading them.</summary>
    public bool IsSameIn(FactSnapshot snapshot) => (_span is null || _span == snapshot.Span(_tables)) && (_first is null || FirstOf(snapshot).SequenceEqual(_first)) && ChunkIds(_steps, snapshot).SequenceEqual(_chunkIds)
        && Array.TrueForAll(_lookups, known => known.Slot < snapshot.Attributes.Account.Count && snapshot.AccountLookup(known.Slot).ContentId == known.ContentId);

    private long?[] FirstOf(FactSnapshot snapshot) => Array.ConvertAll(_tables, table => snapshot.Span([table]).FirstMs);

    private static List<long> ChunkIds(PlanStep[] steps, FactSnapshot snapshot)
    {
        var ids = new List<long>();
        for (var chunk = 0; chunk < snapshot.Chunks.Length; chunk++)
        {
            if (Array.Exists(steps, step => step.Touches(snapshot.ZoneMaps, chunk)))
                ids.Add(snapshot.Chunks[chunk].Id);
        }
        return ids;
    }
}

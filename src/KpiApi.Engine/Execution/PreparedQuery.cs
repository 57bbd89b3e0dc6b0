using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution;

/// <summary>A query planned on a snapshot: its cost is known, and nothing has been read.</summary>
public sealed class PreparedQuery
{
    /// <summary>With <c>others</c> groups are ranked before they are counted, and where room is left looked for once more.</summary>
    private const int TimesWithOthers = 3;

    private readonly KpiQuery _query;
    private readonly FactSnapshot _snapshot;
    private readonly Optimizations _optimizations;
    private readonly PartialCache _cache;
    private readonly QueryWork[] _work;

    /// <summary>Of each of these the work for its totals; empty where the groups tell them.</summary>
    private readonly QueryWork[] _ungrouped;

    internal PreparedQuery(KpiQuery query, FactSnapshot snapshot, Optimizations optimizations, PartialCache cache)
    {
        (_query, _snapshot, _optimizations, _cache) = (query, snapshot, optimizations, cache);
        _work = [.. query.Counted.Select(q => Work(q, null))];
        // What is expected has no totals.
        _ungrouped = query.HasOverlappingGroups ? [.. query.Counted.Where(q => !ReferenceEquals(q, query.History)).Select(q => Work(q.WithoutGroups(), null))] : [];
        var cost = _work.Concat(_ungrouped).Select(w => w.Cost).Aggregate(QueryCost.Add);
        Cost = query.Others ? cost with { Operations = cost.Operations * TimesWithOthers } : cost;
    }

    public QueryCost Cost { get; }

    /// <summary>
    /// Exactly one of the two is there: the result, or an error that only the data could show. The rows of the result are evaluated when they are
    /// read, by one thread at a time.
    /// </summary>
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Execute(Helpers helpers, CancellationToken cancel) =>
        new QueryRun(this, _snapshot, helpers, cancel).Execute(_query);

    /// <summary>Before anything is rounded, for who makes something else of it than rows. Exactly one of the two is there.</summary>
    internal (AggregatedPeriods? Counted, QueryError? Error) Count(Helpers helpers, CancellationToken cancel) => new QueryRun(this, _snapshot, helpers, cancel).Count(_query);

    /// <summary>What has to be done for one of its periods: what was prepared, where it serves.</summary>
    internal QueryWork WorkFor(KpiQuery query, IReadOnlyList<ulong>? topGroups) =>
        (topGroups is null ? Array.Find(_work, w => ReferenceEquals(w.Plan.Query, query)) : null) ?? Work(query, topGroups);

    /// <summary>What has to be done for the totals of one of its periods; null where they come with the groups.</summary>
    internal QueryWork? WorkForTotals(KpiQuery query) => _ungrouped.Length == 0 ? null : _ungrouped[Array.FindIndex(_work, w => ReferenceEquals(w.Plan.Query, query))];

    private QueryWork Work(KpiQuery query, IReadOnlyList<ulong>? topGroups) =>
        new(QueryPlanner.Plan(query, _snapshot, _optimizations.AreOn, _optimizations.BlockChunks), topGroups, _snapshot, _optimizations, _cache);
}

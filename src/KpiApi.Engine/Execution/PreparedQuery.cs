using KpiApi.Engine.Columns;
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
    private readonly bool _fast;
    private readonly QueryWork[] _work;

    internal PreparedQuery(KpiQuery query, FactSnapshot snapshot, bool fast)
    {
        (_query, _snapshot, _fast) = (query, snapshot, fast);
        KpiQuery[] queries = query.Previous is { } previous ? [query, previous] : [query];
        _work = [.. queries.Select(q => new QueryWork(QueryPlanner.Plan(q, snapshot, fast), null, snapshot))];
        var cost = _work.Select(w => w.Cost).Aggregate(QueryCost.Add);
        Cost = query.Others ? cost with { Operations = cost.Operations * TimesWithOthers } : cost;
    }

    public QueryCost Cost { get; }

    /// <summary>
    /// Exactly one of the two is there: the result, or an error that only the data could show. The rows of the result are finished when they are
    /// asked for, by one thread at a time.
    /// </summary>
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Execute(Helpers helpers, CancellationToken cancel) =>
        new Run(_snapshot, _fast, _query.Others ? [] : _work, helpers, cancel).Execute(_query);
}

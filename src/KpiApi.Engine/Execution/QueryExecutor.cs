using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution;

/// <summary>Answers queries from snapshots, and keeps partial aggregates for the next ones. Any number of threads.</summary>
public sealed class QueryExecutor
{
    private readonly Optimizations _optimizations;
    private readonly PartialCache _cache;

    public QueryExecutor(Optimizations? optimizations = null)
    {
        _optimizations = optimizations ?? new Optimizations();
        _cache = new PartialCache(_optimizations.MaxPartialBytes);
    }

    /// <summary>Bytes held by the partial aggregates.</summary>
    public long CachedBytes => _cache.SizeBytes;

    /// <summary>Bytes that they may take. Those that were not used for the longest time are dropped at once when it becomes less.</summary>
    public long MaxCachedBytes
    {
        get => _cache.MaxBytes;
        set => _cache.MaxBytes = value;
    }

    internal PartialCache Cache => _cache;

    /// <summary>Plans a query, so that its cost is known before it runs.</summary>
    public PreparedQuery Prepare(KpiQuery query, FactSnapshot snapshot) => new(query, snapshot, _optimizations, _cache);

    /// <summary>Exactly one of the two is there: the result, or an error that only the data could show.</summary>
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Execute(KpiQuery query, FactSnapshot snapshot, CancellationToken cancel = default) =>
        Prepare(query, snapshot).Execute(Helpers.OfPool, cancel);

    /// <summary>Drops the partial aggregates. Queries count them again, so nothing but time is lost.</summary>
    public void ClearCache() => _cache.Clear();
}

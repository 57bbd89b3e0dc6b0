using System.Globalization;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution;

/// <summary>Answers a query from a snapshot.</summary>
public static class QueryExecutor
{
    /// <summary>Plans it, so that its cost is known before it runs.</summary>
    public static PreparedQuery Prepare(KpiQuery query, FactSnapshot snapshot) => new(query, snapshot, snapshot.Partials.Ways.AreOn);

    /// <summary>Exactly one of the two is there: the result, or an error that only the data could show.</summary>
    public static (KpiResult? Result, IReadOnlyList<QueryError> Errors) Execute(KpiQuery query, FactSnapshot snapshot, CancellationToken cancel = default) =>
        Prepare(query, snapshot).Execute(Helpers.OfPool, cancel);

    /// <summary>The same by the plain ways, whatever the snapshot says.</summary>
    internal static (KpiResult? Result, IReadOnlyList<QueryError> Errors) ExecutePlainly(KpiQuery query, FactSnapshot snapshot) =>
        new PreparedQuery(query, snapshot, fast: false).Execute(Helpers.OfPool, CancellationToken.None);
}

/// <summary>One execution.</summary>
/// <param name="prepared">What was planned already.</param>
internal sealed class Run(FactSnapshot snapshot, bool fast, QueryWork[] prepared, Helpers helpers, CancellationToken cancel)
{
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Execute(KpiQuery query)
    {
        var (kept, rankingError) = Kept(query);
        if (rankingError is not null)
            return (null, [rankingError]);
        var counted = Count(query, kept);
        var previous = Compared(query) is { } other && counted.Error is null ? Count(other, kept) : null;
        if ((counted.Error ?? WithoutCalendar(counted.Aggregates) ?? previous?.Error) is { } error)
            return (null, [error]);
        return (new ResultBuilder(counted, previous, cancel).Build(snapshot), []);
    }

    /// <summary>
    /// With <c>others</c> the groups are ranked over the whole period first and then counted again with all but the first as one group:
    /// so the rest, too, comes from the facts, medians and distinct tickets included.
    /// </summary>
    private (IReadOnlyList<ulong>? Keys, QueryError? Error) Kept(KpiQuery query)
    {
        if (!query.Others)
            return (null, null);
        var ranking = Count(query.WithoutInterval(), null);
        if (ranking.Error is { } error)
            return (null, error);
        var first = new ResultBuilder(ranking, null, cancel).FirstGroups();
        return (first.Count < query.Limit ? WithRoomFilled(first, query) : first, null);
    }

    /// <summary>
    /// While there is room: groups without a rank, because only one bucket has them (open for a day in mid-month) or only the period
    /// compared with.
    /// </summary>
    private IReadOnlyList<ulong> WithRoomFilled(IReadOnlyList<ulong> first, KpiQuery query)
    {
        var hasUnranked = query.Previous is not null || (query.Buckets.Count > 1 && query.Metrics.Any(m => !m.Metric.CanFold));
        if (!hasUnranked)
            return first;
        var counted = Count(query with { OrderBy = [] }, null);
        var previous = Compared(query) is { } other ? Count(other, null) : null;
        return counted.Error is not null || previous?.Error is not null
            ? first
            : [.. first.Union(new ResultBuilder(counted, previous, cancel).AllGroups()).Take(query.Limit)];
    }

    /// <summary>Null also where there is no such time: 29 February a year before.</summary>
    private static KpiQuery? Compared(KpiQuery query) => query.Previous is { } other && other.Period.FromMs < other.Period.ToMs ? other : null;

    private Counted Count(KpiQuery query, IReadOnlyList<ulong>? kept)
    {
        var work = Array.Find(prepared, w => ReferenceEquals(w.Plan.Query, query)) ?? new QueryWork(QueryPlanner.Plan(query, snapshot, fast), kept, snapshot);
        var plan = work.Plan;
        using var workers = new WorkerPool(work, helpers, cancel);
        var whole = workers.Run();
        snapshot.Partials.Trim();
        if (whole.Tally.HasTooManyCells)
        {
            return new Counted(plan, whole.Groups, [], TooMuch(query));
        }
        foreach (var aggregate in whole.Aggregates)
        {
            cancel.ThrowIfCancellationRequested();
            aggregate.Complete(plan.Buckets);
        }
        return new Counted(plan, whole.Groups, whole.Aggregates, MixedScales(whole.Aggregates));
    }

    private static QueryError TooMuch(KpiQuery query) => query.MaxValues / query.Metrics.Count >= Tally.MaxCells
        ? new("too_many_rows", "groupBy", null,
            "Groups times buckets are too many to answer. Group by fewer dimensions, filter, or ask for a longer interval.")
        : new("query_too_costly", "metrics", null,
            $"Groups times buckets times metrics are more than {query.MaxValues}. Ask for fewer metrics, group by fewer dimensions, filter, or ask for a longer interval.");

    /// <summary>A metric of which business hours leave everything out would look like one without data.</summary>
    private static QueryError? WithoutCalendar(Aggregate[] aggregates) =>
        aggregates.OfType<BusinessTimeGuard>().FirstOrDefault(g => g is { Counted: 0, LeftOut: > 0 }) is { } guard
            ? new QueryError("no_calendar", "hours", "business", string.Create(CultureInfo.InvariantCulture,
                $"All {guard.LeftOut} values of '{guard.Metric}' are of tickets without a calendar: their policies name none, and none is called 'default'. PUT /v1/calendars/default."), "calendar")
            : null;

    private QueryError? MixedScales(Aggregate[] aggregates)
    {
        if (aggregates.OfType<OneScaleGuard>().FirstOrDefault(g => g.Scales.Count > 1) is not { } guard)
            return null;
        var scales = guard.Scales.Select(s => snapshot.Names[Domain.Scale].Name(s)).Order(StringComparer.Ordinal);
        return new QueryError("mixed_scales", "metrics", "csat_rating",
            $"The answers are on several scales ({string.Join(", ", scales)}), whose raw scores have no mean. csat_score compares them as percent.", "csat_score");
    }
}

/// <summary>What was counted, ready to be finished.</summary>
/// <param name="Error">Set when the data does not allow an answer.</param>
internal sealed record Counted(QueryPlan Plan, GroupIds Groups, Aggregate[] Aggregates, QueryError? Error)
{
    /// <summary>True when any bucket of the group has a fact.</summary>
    public bool HasData(int group)
    {
        for (var cell = group * Plan.Buckets; cell < (group + 1) * Plan.Buckets; cell++)
        {
            foreach (var aggregate in Aggregates)
            {
                if (aggregate.HasData(cell))
                    return true;
            }
        }
        return false;
    }
}

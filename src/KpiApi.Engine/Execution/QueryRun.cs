using System.Globalization;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution;

/// <summary>One execution of a query: the period asked for, the one compared with, and the ranking that <c>others</c> needs.</summary>
internal sealed class QueryRun(PreparedQuery prepared, FactSnapshot snapshot, Helpers helpers, CancellationToken cancel)
{
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Execute(KpiQuery query)
    {
        var (counted, error) = Count(query);
        return error is null ? (new ResultBuilder(counted!, cancel).Build(snapshot), []) : (null, [error]);
    }

    /// <summary>What results are made of. Null with an error.</summary>
    public (AggregatedPeriods? Counted, QueryError? Error) Count(KpiQuery query)
    {
        var (topGroups, rankingError) = TopGroups(query);
        if (rankingError is not null)
            return (null, rankingError);
        var (counted, error) = CountWithTotals(query, topGroups);
        error ??= WithoutCalendar((counted.Ungrouped ?? counted).Accumulators);
        AggregatedQuery? previous = null;
        if (error is null && PreviousOf(query) is { } other)
            (previous, error) = CountWithTotals(other, topGroups);
        AggregatedQuery? history = null;
        if (error is null && query.History is { } earlier)
            (history, error) = Count(earlier, topGroups);
        return error is null ? (new AggregatedPeriods(counted, previous) { History = history }, null) : (null, error);
    }

    /// <summary>
    /// With <c>others</c> the groups are ranked over the whole period first and then counted again with all but the first as one group:
    /// so the rest, too, comes from the facts, medians and distinct tickets included.
    /// </summary>
    private (IReadOnlyList<ulong>? Keys, QueryError? Error) TopGroups(KpiQuery query)
    {
        if (!query.Others)
            return (null, null);
        var (ranking, error) = Count(query.WithoutInterval(), null);
        if (error is not null)
            return (null, error);
        var first = new ResultBuilder(new(ranking, null), cancel).FirstGroups();
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
        var (counted, error) = Count(query with { OrderBy = [] }, null);
        AggregatedQuery? previous = null;
        if (error is null && PreviousOf(query) is { } other)
            (previous, error) = Count(other, null);
        return error is not null ? first : [.. first.Union(new ResultBuilder(new(counted, previous), cancel).AllGroups()).Take(query.Limit)];
    }

    /// <summary>Null also where there is no such time: 29 February a year before.</summary>
    private static KpiQuery? PreviousOf(KpiQuery query) => query.Previous is { } other && other.Period.FromMs < other.Period.ToMs ? other : null;

    private (AggregatedQuery Counted, QueryError? Error) CountWithTotals(KpiQuery query, IReadOnlyList<ulong>? topGroups)
    {
        var (counted, error) = Count(query, topGroups);
        if (error is not null || prepared.WorkForTotals(query) is not { } work)
            return (counted, error);
        (var ungrouped, error) = Count(work);
        return (counted with { Ungrouped = ungrouped }, error);
    }

    private (AggregatedQuery Counted, QueryError? Error) Count(KpiQuery query, IReadOnlyList<ulong>? topGroups) => Count(prepared.WorkFor(query, topGroups));

    private (AggregatedQuery Counted, QueryError? Error) Count(QueryWork work)
    {
        using var workers = new WorkerPool(work, helpers, cancel);
        var aggregation = workers.Run();
        var counted = new AggregatedQuery(work.Plan, aggregation.Groups, aggregation.Accumulators);
        if (aggregation.HasTooManyCells)
            return (counted, TooManyCells(work.Plan.Query));
        foreach (var accumulator in aggregation.Accumulators)
        {
            cancel.ThrowIfCancellationRequested();
            accumulator.Complete(work.Plan.Layout.Buckets);
        }
        return (counted, MixedScales(aggregation.Accumulators));
    }

    private static QueryError TooManyCells(KpiQuery query) => query.MaxValues / query.Metrics.Count >= GroupedAggregation.MaxCells
        ? new("too_many_rows", "groupBy", null,
            "Groups times buckets are too many to answer. Group by fewer dimensions, filter, or ask for a longer interval.")
        : new("query_too_costly", "metrics", null,
            $"Groups times buckets times metrics are more than {query.MaxValues}. Ask for fewer metrics, group by fewer dimensions, filter, or ask for a longer interval.");

    /// <summary>A metric of which business hours leave everything out would look like one without data.</summary>
    private static QueryError? WithoutCalendar(Accumulator[] accumulators) =>
        accumulators.OfType<BusinessTimeGuard>().FirstOrDefault(g => g is { Counted: 0, LeftOut: > 0 }) is { } guard
            ? new QueryError("no_calendar", "hours", "business", string.Create(CultureInfo.InvariantCulture,
                $"All {guard.LeftOut} values of '{guard.Metric}' are of tickets without a calendar: their policies name none, and none is called 'default'. PUT /v1/calendars/default."), "calendar")
            : null;

    private QueryError? MixedScales(Accumulator[] accumulators)
    {
        if (accumulators.OfType<OneScaleGuard>().FirstOrDefault(g => g.Scales.Count > 1) is not { } guard)
            return null;
        var scales = guard.Scales.Select(s => snapshot.Names[DictionaryId.Scale].Name(s)).Order(StringComparer.Ordinal);
        return new QueryError("mixed_scales", "metrics", "csat_rating",
            $"The answers are on several scales ({string.Join(", ", scales)}), whose raw scores have no mean. csat_score compares them as percent.", "csat_score");
    }
}

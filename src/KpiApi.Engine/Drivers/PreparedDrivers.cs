using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Drivers;

/// <summary>Drivers planned on a snapshot: one query for each dimension, one after the other. Their cost is known, and nothing has been read.</summary>
public sealed class PreparedDrivers
{
    private readonly DriversQuery _query;
    private readonly FactSnapshot _snapshot;
    private readonly (Dimension Dimension, PreparedQuery Query)[] _queries;

    public PreparedDrivers(DriversQuery query, FactSnapshot snapshot, QueryExecutor executor)
    {
        (_query, _snapshot) = (query, snapshot);
        _queries = [.. query.By.Select(dimension => (dimension, executor.Prepare(query.GroupedBy(dimension), snapshot)))];
        Cost = new QueryCost(_queries.Sum(q => q.Query.Cost.Operations), _queries.Max(q => q.Query.Cost.Bytes));
    }

    public QueryCost Cost { get; }

    /// <summary>Exactly one of the two is there: the result, or an error that only the data could show.</summary>
    public (DriversResult? Result, IReadOnlyList<QueryError> Errors) Execute(Helpers helpers, CancellationToken cancel)
    {
        var drivers = new List<(Driver Driver, Fraction Explained)>();
        var warnings = new List<KpiWarning>();
        (Part Now, Part Before) total = default;
        foreach (var (dimension, query) in _queries)
        {
            var (counted, error) = query.Count(helpers, cancel);
            if (counted is null)
                return (null, [error!.Parameter == "metrics" ? error with { Parameter = DriversParser.Metric } : error]);
            warnings.AddRange(ResultWarnings.Of(counted.Current, _snapshot));
            // The same whatever it is grouped by.
            total = (TotalOf(counted.Current), counted.Previous is { } previous ? TotalOf(previous) : default);
            if (!total.Now.IsKnown || !total.Before.IsKnown)
                break;
            drivers.Add((new DriverBuilder(total, _query.Limit, cancel).Build(dimension, counted, out var explained), explained));
        }
        drivers.Sort((a, b) => b.Explained.CompareTo(a.Explained));
        return (Result(total, [.. drivers.Select(d => d.Driver)], [.. warnings.Distinct()]), []);
    }

    private DriversResult Result((Part Now, Part Before) total, IReadOnlyList<Driver> drivers, List<KpiWarning> warnings)
    {
        var isKnown = total.Now.IsKnown && total.Before.IsKnown;
        if (!isKnown)
            warnings.Add(new("nothing_to_explain", $"'{_query.Metric.Name}' has no value in {(total.Now.IsKnown ? "the period compared with" : "the period")}, so there is no change to explain."));
        return new(_query, total.Now.Side.Value, total.Before.Side.Value, isKnown ? (total.Now.Mean - total.Before.Mean).Rounded() : null, drivers, warnings, _snapshot.Version);
    }

    private Part TotalOf(AggregatedQuery counted)
    {
        var values = new MetricValues(counted);
        return Part.Of(values.Total(0), _query.Metric.IsSum, values.TotalDivided(0));
    }
}

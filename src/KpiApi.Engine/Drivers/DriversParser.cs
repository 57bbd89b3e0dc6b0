using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Drivers;

/// <summary>From a request to valid drivers, or to everything that is wrong with it. What it has in common with a query <see cref="QueryParser"/> reads.</summary>
public static class DriversParser
{
    public const string Metric = "metric";
    public const string By = "by";
    public const int DefaultLimit = 20;
    public const int MaxLimit = 1_000;

    /// <summary>Of all that there can be: the fixed ones, and the attributes that can be declared.</summary>
    private const int MaxDimensions = 50;

    private const string Limit = "limit";
    private const string Compare = "compare";
    private const string ByDefault = "previous_period";

    /// <summary>Parameters of a query that choose metrics, rows or what stands beside a value.</summary>
    private static readonly string[] s_ofRows = ["metrics", "interval", "groupBy", "orderBy", Limit, "offset", "others", "include"];

    /// <summary>Dimensions with as many values as there are people or customers, and tags, of which a ticket has several: none is looked into unless it is asked for.</summary>
    public static IReadOnlyList<Dimension> ByNameOnly { get; } = [Dimension.Account, Dimension.Agent, Dimension.Tag];

    /// <summary>Every parameter, filters included, but for those by declared attributes.</summary>
    public static IReadOnlyList<string> ParameterNames { get; } = [Metric, By, Limit, .. QueryParser.ParameterNames.Except(s_ofRows)];

    /// <summary>Exactly one of the two results is there.</summary>
    /// <param name="snapshot">The data that the queries will run on.</param>
    public static (DriversQuery? Query, IReadOnlyList<QueryError> Errors) Parse(KpiRequest request, FactSnapshot snapshot, QueryDefaults defaults)
    {
        var reader = new ParameterReader(request);
        foreach (var name in request.Names.Where(name => !IsParameter(name)))
            reader.Fail("unknown_parameter", name, null, $"Drivers have no parameter '{name}'.", Nearest(reader, name));
        var isNamed = request.Values(Metric).Count > 0;
        if (!isNamed)
            reader.Fail("required", Metric, null, "Name the metric whose change is to be explained: metric=csat. /v1/metrics lists them.");
        var (query, errors) = QueryParser.Parse(OfQuery(request), snapshot, defaults);
        var metric = MetricOf(reader, request);
        var by = metric is null ? [] : Dimensions(reader, metric, snapshot);
        var limit = reader.Integer(Limit, 1, MaxLimit, DefaultLimit);
        reader.Errors.AddRange(errors.Where(e => isNamed || e.Parameter != "metrics").Select(e => e.Parameter == "metrics" ? e with { Parameter = Metric } : e));
        return reader.Errors.Count == 0 ? (new DriversQuery(query!, by, limit), []) : (null, [.. reader.Errors.Distinct()]);
    }

    private static bool IsParameter(string name) => ParameterNames.Contains(name) || DimensionNames.OfFilter(name) is not null;

    private static string? Nearest(ParameterReader reader, string name) => name switch
    {
        "metrics" => Metric,
        "groupBy" => By,
        _ when s_ofRows.Contains(name) => null,
        _ => reader.Suggestion(name, ParameterNames),
    };

    /// <summary>The query without groups.</summary>
    private static KpiRequest OfQuery(KpiRequest request)
    {
        var query = new KpiRequest();
        foreach (var name in request.Names.Where(name => name is not (By or Limit) && IsParameter(name)))
        {
            var own = name == Metric ? "metrics" : name;
            query.Add(own);
            foreach (var value in request.Values(name))
                query.Add(own, value);
        }
        return request.Names.Contains(Compare) ? query : query.Add(Compare, ByDefault);
    }

    /// <summary>Null when there is none; whether its statistic is known says the query.</summary>
    private static MetricChoice? MetricOf(ParameterReader reader, KpiRequest request)
    {
        if (request.Values(Metric) is not [{ } name])
        {
            if (request.Values(Metric).Count > 1)
                reader.Fail("given_twice", Metric, null, $"The change of one metric is explained, and '{Metric}' was given {request.Values(Metric).Count} times.");
            return null;
        }
        if (name.Contains(',', StringComparison.Ordinal))
            reader.Fail("too_many", Metric, name, "The change of one metric is explained: name one.");
        if (name.Split(':', 2) is not [var plain, .. var statistics] || MetricCatalogue.Find(plain) is not { } metric)
            return null;
        var statistic = statistics is [var word] && metric.Statistics.Count > 0 ? Statistic.Parse(word) : metric.Plain;
        if (statistic is { } known && !Decomposition.Exists(known))
        {
            reader.Fail("not_decomposable", Metric, name, $"Percentiles, minimum and maximum do not come apart by dimension. The mean does, '{plain}', "
                + $"the sum, '{plain}:sum'{(metric.Unit == Unit.Seconds ? $", and the share within a time, '{plain}:within_4h'" : "")}.", plain);
        }
        return new MetricChoice(name, metric, statistic ?? metric.Plain);
    }

    private static List<Dimension> Dimensions(ParameterReader reader, MetricChoice metric, FactSnapshot snapshot)
    {
        var allowed = metric.Metric.DimensionsWith(snapshot.Attributes);
        if (!reader.Has(By))
            return ByDefaultOf(reader, metric, allowed);
        var names = reader.List(By, MaxDimensions);
        if (names.Count == 0 && reader.Errors.TrueForAll(e => e.Parameter != By))
            reader.Fail("empty", By, null, $"'{By}' has no dimensions. Leave it out to look into all.");
        var dimensions = new List<Dimension>();
        foreach (var name in names)
        {
            if (DimensionNames.Parse(name) is not { } dimension)
                reader.Unknown("unknown_dimension", By, name, $"There is no dimension '{name}'.", DimensionNames.All);
            else if (!snapshot.Has(dimension))
                FilterParser.FailUndeclared(reader, snapshot, dimension, ("unknown_dimension", By));
            else
            {
                FilterParser.CheckAllowed(reader, [metric], dimension, By);
                dimensions.Add(dimension);
            }
        }
        return dimensions;
    }

    private static List<Dimension> ByDefaultOf(ParameterReader reader, MetricChoice metric, IReadOnlyList<Dimension> allowed)
    {
        List<Dimension> dimensions = [.. allowed.Where(dimension => !ByNameOnly.Contains(dimension))];
        if (dimensions.Count == 0)
        {
            var names = allowed.Select(DimensionNames.Name).ToList();
            reader.Fail("required", By, null, $"'{metric.Metric.Name}' can be explained by {string.Join(" or ", names)} only, which has to be asked for: by={names[0]}.", names[0]);
        }
        return dimensions;
    }
}

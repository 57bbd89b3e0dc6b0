using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using NodaTime;

namespace KpiApi.Engine.Queries;

/// <summary>From a request to a query that is valid, or to everything that is wrong with it.</summary>
public sealed class QueryParser
{
    /// <summary>Rows unless a query says otherwise, and the most it can say.</summary>
    public const int DefaultLimit = 10_000;
    public const int MaxLimit = 100_000;
    public const int MaxMetrics = 50;
    public const int MaxGroups = 3;

    /// <summary>The columns there can be: metrics, dimensions and time.</summary>
    private const int MaxOrderings = MaxMetrics + MaxGroups + 1;
    private const int MaxBuckets = 100_000;

    private static readonly string[] s_parts = [HistoryParser.Expected, "confidence", "target"];
    private static readonly string[] s_weekStarts = ["monday", "sunday"];

    /// <summary>All parameters but the filters.</summary>
    private static readonly string[] s_names =
    [
        "metrics", "from", "to", "period", "timeZone", "interval", "groupBy", "hours", "orderBy", "limit", "offset", "others",
        "weekStart", "allowUnknown", "compare", "include",
    ];

    private readonly ParameterReader _reader;
    private readonly KpiRequest _request;
    private readonly FactSnapshot _snapshot;
    private readonly QueryDefaults _defaults;

    private QueryParser(KpiRequest request, FactSnapshot snapshot, QueryDefaults defaults) =>
        (_reader, _request, _snapshot, _defaults) = (new ParameterReader(request), request, snapshot, defaults);

    /// <summary>True also of a filter by an attribute, whether it is declared or not.</summary>
    public static bool IsParameter(string name) => ParameterNames.Contains(name) || DimensionNames.OfFilter(name) is not null;

    /// <summary>Every parameter of a query, filters included, but for those by declared attributes.</summary>
    public static IEnumerable<string> ParameterNames => s_names.Concat(FilterParser.Names);

    /// <summary>Exactly one of the two results is there: the query, or at least one error.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="snapshot">The data that the query will run on: filters are checked against its values.</param>
    /// <param name="defaults">What the request need not say.</param>
    public static (KpiQuery? Query, IReadOnlyList<QueryError> Errors) Parse(KpiRequest request, FactSnapshot snapshot, QueryDefaults defaults) =>
        new QueryParser(request, snapshot, defaults).Parse();

    private (KpiQuery?, IReadOnlyList<QueryError>) Parse()
    {
        CheckNames();
        var metrics = Metrics();
        var periods = new PeriodParser(_reader, _snapshot, metrics, _defaults);
        var zone = periods.Zone();
        var weekStart = _reader.Choice("weekStart", s_weekStarts) == 0 ? IsoDayOfWeek.Monday : IsoDayOfWeek.Sunday;
        var period = periods.Period(zone, weekStart);
        var compared = new ComparisonParser(_reader, periods, _defaults, zone).Parse(period);
        var interval = Interval(metrics);
        var groupBy = GroupBy(metrics);
        var filters = new FilterParser(_reader, _request, _snapshot).Parse(metrics);
        var include = Include();
        if (include.Contains(HistoryParser.Expected))
            HistoryParser.Check(_reader, interval);
        var buckets = _reader.Errors.Count == 0 ? Buckets(period, interval, zone, weekStart) : null;
        var query = new KpiQuery
        {
            Metrics = metrics,
            Period = period,
            Zone = zone,
            Interval = interval,
            WeekStart = weekStart,
            GroupBy = groupBy,
            Filters = filters,
            Hours = Hours(),
            WithConfidence = include.Contains("confidence"),
            Targets = include.Contains("target") ? _defaults.Targets : [],
            FcrWindowMs = _defaults.FcrWindowMs,
            MaxValues = _defaults.MaxValues,
            OrderBy = OrderBy(metrics, groupBy, interval),
            Limit = _reader.Integer("limit", 1, MaxLimit, DefaultLimit),
            Offset = _reader.Integer("offset", 0, int.MaxValue, 0),
            Others = Others(groupBy),
            AsOf = _defaults.Now,
            Buckets = buckets!,
        };
        if (compared is { } other && _reader.Errors.Count == 0 && Buckets(other.Period, interval, zone, weekStart) is { } otherBuckets)
            query = query with { Previous = query with { Period = other.Period, Buckets = otherBuckets }, Pairs = Pairs(buckets!, otherBuckets, interval, zone, other.Shift) };
        if (include.Contains(HistoryParser.Expected) && _reader.Errors.Count == 0)
            query = WithHistory(query);
        return _reader.Errors.Count == 0 ? (query, []) : (null, [.. _reader.Errors.Distinct()]);
    }

    private void CheckNames()
    {
        foreach (var name in _request.Names.Where(n => !IsParameter(n)))
            _reader.Fail("unknown_parameter", name, null, $"There is no parameter '{name}'.", _reader.Suggestion(name, ParameterNames));
    }

    private List<MetricChoice> Metrics()
    {
        var choices = new List<MetricChoice>();
        var names = _reader.List("metrics", MaxMetrics);
        if (_request.Values("metrics").Count == 0)
            _reader.Fail("required", "metrics", null, "Name at least one metric: metrics=csat,first_response_time:p90. /v1/metrics lists them.");
        foreach (var name in names)
        {
            if (Choice(name) is { } choice)
                choices.Add(choice);
        }
        return choices;
    }

    private MetricChoice? Choice(string name)
    {
        var parts = name.Split(':', 2);
        if (MetricCatalogue.Find(parts[0]) is not { } metric)
        {
            _reader.Fail("unknown_metric", "metrics", parts[0], $"There is no metric '{parts[0]}'.", MetricSearch.Nearest(parts[0]));
            return null;
        }
        if (parts.Length == 1)
            return new MetricChoice(name, metric, metric.Plain);
        if (metric.Statistics.Count == 0)
        {
            _reader.Fail("statistic_not_allowed", "metrics", name, $"'{metric.Name}' is one number and has no statistics.", metric.Name);
            return null;
        }
        if (Statistic.Parse(parts[1]) is { } statistic && (metric.Unit == Unit.Seconds || statistic.Kind != StatisticKind.Within))
            return new MetricChoice(name, metric, statistic);
        _reader.Unknown("unknown_statistic", "metrics", name, $"There is no statistic '{parts[1]}' of '{metric.Name}'; p1 to p99 are there too{(metric.Unit == Unit.Seconds ? ", and within_ with a duration such as 30m, 4h or 2d" : "")}.",
            metric.Statistics.Select(s => $"{metric.Name}:{s}"), NearStatistics(metric, parts[1]));
        return null;
    }

    private static IEnumerable<string> NearStatistics(Metric metric, string word)
    {
        if (metric.Unit == Unit.Seconds && Statistic.NearestWithin(word) is { } within)
            yield return $"{metric.Name}:{within}";
        foreach (var statistic in metric.Statistics)
            yield return $"{metric.Name}:{statistic}";
    }

    private BucketInterval Interval(List<MetricChoice> metrics)
    {
        var interval = (BucketInterval)_reader.Choice("interval", BucketIntervalNames.All);
        if (BucketIntervalNames.IsFolded(interval) && metrics.Find(m => !m.Metric.CanFold) is { } level)
        {
            _reader.Fail("interval_not_allowed", "interval", BucketIntervalNames.Name(interval),
                $"'{level.Name}' is a state or an amount over time and can't be folded into {BucketIntervalNames.Name(interval)}.");
        }
        return interval;
    }

    private List<Dimension> GroupBy(List<MetricChoice> metrics)
    {
        var dimensions = new List<Dimension>();
        foreach (var name in _reader.List("groupBy", MaxGroups))
        {
            if (DimensionNames.Parse(name) is not { } dimension)
            {
                _reader.Unknown("unknown_dimension", "groupBy", name, $"There is no dimension '{name}'.", DimensionNames.All);
                continue;
            }
            if (!_snapshot.Has(dimension))
            {
                FilterParser.FailUndeclared(_reader, _snapshot, dimension, ("unknown_dimension", "groupBy"));
                continue;
            }
            FilterParser.CheckAllowed(_reader, metrics, dimension, "groupBy");
            dimensions.Add(dimension);
        }
        return dimensions;
    }

    private Hours Hours()
    {
        var hours = (Hours)_reader.Choice("hours", ["calendar", "business"]);
        if (hours == Queries.Hours.Business && !_defaults.HasCalendar && _defaults.IsDerivingCalendar)
            _reader.Fail(QueryError.Deriving, "hours", "business", "Business hours are being worked out by the calendar that was just put. Ask again in a moment.");
        else if (hours == Queries.Hours.Business && !_defaults.HasCalendar)
            _reader.Fail("no_calendar", "hours", "business", "There is no business calendar, so business hours are not known: PUT /v1/calendars/default.", "calendar");
        return hours;
    }

    private IReadOnlyList<string> Include()
    {
        var parts = _reader.List("include", MaxOrderings);
        foreach (var part in parts.Except(s_parts))
            _reader.Unknown("invalid_value", "include", part, $"'{part}' can't be included.", s_parts);
        return parts;
    }

    private TimeBuckets? Buckets(TimeRange period, BucketInterval interval, DateTimeZone zone, IsoDayOfWeek weekStart)
    {
        var buckets = TimeBuckets.Create(period, interval, zone, weekStart, MaxBuckets);
        if (buckets is null)
            FailTooManyBuckets(interval);
        return buckets;
    }

    private KpiQuery WithHistory(KpiQuery query)
    {
        if (HistoryParser.With(query, MaxBuckets) is { } withHistory)
            return withHistory;
        FailTooManyBuckets(query.Interval);
        return query;
    }

    private void FailTooManyBuckets(BucketInterval interval) => _reader.Fail("too_many_buckets", "interval", BucketIntervalNames.Name(interval),
        $"The period has more than {MaxBuckets} buckets of this interval. Ask for a shorter period or a longer interval.");

    private static BucketPairs Pairs(TimeBuckets buckets, TimeBuckets compared, BucketInterval interval, DateTimeZone zone, CalendarShift shift) =>
        interval != BucketInterval.None && buckets is RunningBuckets running && compared is RunningBuckets comparedRunning
            ? BucketPairs.Of(new CalendarPlaces(running, interval, zone), new CalendarPlaces(comparedRunning, interval, zone), shift)
            : BucketPairs.Alike(buckets.Count, compared.Count);

    private List<Ordering> OrderBy(List<MetricChoice> metrics, List<Dimension> groupBy, BucketInterval interval)
    {
        var columns = metrics.Select(m => m.Name).Concat(groupBy.Select(DimensionNames.Name)).ToList();
        if (interval != BucketInterval.None)
            columns.Add("time");
        var orderings = new List<Ordering>();
        foreach (var item in _reader.List("orderBy", MaxOrderings))
        {
            var descending = item[0] == '-';
            var column = descending ? item[1..] : item;
            if (columns.Contains(column))
                orderings.Add(new Ordering(column, descending));
            else
                _reader.Unknown("unknown_column", "orderBy", item, $"The answer has no column '{column}'.", columns.Select(c => descending ? "-" + c : c));
        }
        return orderings;
    }

    private bool Others(List<Dimension> groupBy)
    {
        var others = _reader.Flag("others");
        if (others && groupBy.Count == 0)
            _reader.Fail("needs_group", "others", "true", "'others' folds groups, so it needs 'groupBy'.");
        if (others && _reader.Integer("offset", 0, int.MaxValue, 0) > 0)
            _reader.Fail("conflict", "others", "true", "'others' is the rest after the first rows and can't be combined with 'offset'.");
        return others;
    }
}

using System.Globalization;
using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.GraphQL;

/// <summary>From GraphQL's inputs to the request that REST makes of its parameters: from there on the road is one.</summary>
internal static class KpiRequestBuilder
{
    public static KpiRequest Of(KpisInput input) => new KpiRequest()
        .With("metrics", input.Metrics.Select(Name))
        .WithFacts(input.From, input.To, input.Period, input.TimeZone, input.WeekStart, input.Hours)
        .WithFilters(input.Filters, input.AllowUnknown)
        .With("interval", BucketIntervalNames.Name(input.Interval))
        .With("groupBy", input.GroupBy?.Select(kind => DimensionNames.Name(new Dimension(kind))))
        .With("groupBy", input.GroupByAttributes)
        .With("orderBy", input.OrderBy)
        .With("include", input.Include?.Select(Snake))
        .With("compare", input.Compare)
        .With("limit", input.Limit?.ToString(CultureInfo.InvariantCulture))
        .With("offset", input.Offset?.ToString(CultureInfo.InvariantCulture))
        .With("others", input.Others ? "true" : null);

    public static KpiRequest Of(RecordsInput input) => new KpiRequest()
        .With("metrics", input.Within is { } duration ? Within(input.Metric, duration) : input.Metric.Name)
        .WithFacts(input.From, input.To, input.Period, input.TimeZone, input.WeekStart, input.Hours)
        .WithFilters(input.Filters, input.AllowUnknown);

    /// <param name="by">With the attributes all of them; null looks into those of the default.</param>
    public static KpiRequest Of(DriversInput input, IReadOnlyList<DimensionKind>? by, IReadOnlyList<string>? byAttributes)
    {
        var request = new KpiRequest()
            .With("metric", Name(input.Metric))
            .WithFacts(input.From, input.To, input.Period, input.TimeZone, input.WeekStart, input.Hours)
            .WithFilters(input.Filters, input.AllowUnknown)
            .With("compare", input.Compare)
            .With("limit", input.Limit?.ToString(CultureInfo.InvariantCulture));
        // An empty list is given, too, and no default.
        return by is null && byAttributes is null ? request : request.Add("by").With("by", by?.Select(kind => DimensionNames.Name(new Dimension(kind)))).With("by", byAttributes);
    }

    public static KpiRequest Of(TicketsInput input) => new KpiRequest().WithFilters(input.Filters, input.AllowUnknown);

    private static string Name(MetricChoiceInput choice) => choice switch
    {
        { Percentile: not null, Statistic: not null } or { Within: not null, Statistic: not null } or { Within: not null, Percentile: not null } =>
            throw new FieldException("conflict", "Give either 'percentile', 'within' or 'statistic'."),
        { Within: { } duration } => Within(choice.Metric, duration),
        { Percentile: { } percent } => string.Create(CultureInfo.InvariantCulture, $"{choice.Metric.Name}:p{percent}"),
        { Statistic: { } statistic } => $"{choice.Metric.Name}:{Snake(statistic)}",
        _ => choice.Metric.Name,
    };

    private static string Within(Metric metric, string duration) => $"{metric.Name}:{Statistic.Within}{duration}";

    private static KpiRequest WithFacts(this KpiRequest request, string? from, string? to, PeriodName? period, string? timeZone, WeekStart weekStart, Hours hours) => request
        .With("from", from)
        .With("to", to)
        .With("period", period?.Name)
        .With("timeZone", timeZone)
        .With("weekStart", weekStart == WeekStart.Monday ? null : Snake(weekStart))
        .With("hours", hours == Hours.Calendar ? null : Snake(hours));

    private static KpiRequest WithFilters(this KpiRequest request, IReadOnlyList<FilterInput>? filters, bool allowUnknown)
    {
        foreach (var filter in filters ?? [])
        {
            var name = DimensionNames.Name(DimensionInput.Of(filter.Dimension, filter.Attribute, "dimension")) + (filter.Not ? ".not" : "");
            request.Add(name).With(name, filter.Values);
        }
        return request.With("allowUnknown", allowUnknown ? "true" : null);
    }

    private static KpiRequest With(this KpiRequest request, string name, string? value) => value is null ? request : request.Add(name, value);

    private static KpiRequest With(this KpiRequest request, string name, IEnumerable<string?>? values)
    {
        foreach (var value in values ?? [])
            request.Add(name, value);
        return request;
    }

    private static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

using System.Globalization;
using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.GraphQL;

/// <summary>From GraphQL's inputs to the request that REST makes of its parameters: from there on the road is one.</summary>
internal static class KpiRequestBuilder
{
    public static KpiRequest Of(KpisInput input)
    {
        var request = new KpiRequest();
        foreach (var metric in input.Metrics)
            request.Add("metrics", Name(metric));
        AddPeriod(request, input.From, input.To, input.Period, input.TimeZone, input.WeekStart);
        AddFilters(request, input.Filters, input.AllowUnknown);
        request.Add("interval", BucketIntervalNames.Name(input.Interval));
        foreach (var dimension in input.GroupBy ?? [])
            request.Add("groupBy", DimensionNames.Name(dimension));
        foreach (var column in input.OrderBy ?? [])
            request.Add("orderBy", column);
        foreach (var extra in input.Include ?? [])
            request.Add("include", Snake(extra));
        AddIfGiven(request, "hours", input.Hours == Hours.Calendar ? null : Snake(input.Hours));
        AddIfGiven(request, "compare", input.Compare);
        AddIfGiven(request, "limit", input.Limit?.ToString(CultureInfo.InvariantCulture));
        AddIfGiven(request, "offset", input.Offset?.ToString(CultureInfo.InvariantCulture));
        AddIfGiven(request, "others", input.Others ? "true" : null);
        return request;
    }

    public static KpiRequest Of(RecordsInput input)
    {
        var request = new KpiRequest().Add("metrics", input.Metric.Name);
        AddPeriod(request, input.From, input.To, input.Period, input.TimeZone, input.WeekStart);
        AddFilters(request, input.Filters, input.AllowUnknown);
        AddIfGiven(request, "hours", input.Hours == Hours.Calendar ? null : Snake(input.Hours));
        return request;
    }

    public static KpiRequest Of(TicketsInput input)
    {
        var request = new KpiRequest();
        AddFilters(request, input.Filters, input.AllowUnknown);
        return request;
    }

    private static string Name(MetricChoiceInput choice) => choice switch
    {
        { Percentile: not null, Statistic: not null } => throw new FieldException("conflict", "Give either 'percentile' or 'statistic'."),
        { Percentile: { } percent } => string.Create(CultureInfo.InvariantCulture, $"{choice.Metric.Name}:p{percent}"),
        { Statistic: { } statistic } => $"{choice.Metric.Name}:{Snake(statistic)}",
        _ => choice.Metric.Name,
    };

    private static void AddPeriod(KpiRequest request, string? from, string? to, PeriodName? period, string? timeZone, WeekStart weekStart)
    {
        AddIfGiven(request, "from", from);
        AddIfGiven(request, "to", to);
        AddIfGiven(request, "period", period?.Name);
        AddIfGiven(request, "timeZone", timeZone);
        AddIfGiven(request, "weekStart", weekStart == WeekStart.Monday ? null : Snake(weekStart));
    }

    private static void AddFilters(KpiRequest request, IReadOnlyList<FilterInput>? filters, bool allowUnknown)
    {
        foreach (var filter in filters ?? [])
        {
            var name = DimensionNames.Name(filter.Dimension) + (filter.Not ? ".not" : "");
            request.Add(name);
            foreach (var value in filter.Values)
                request.Add(name, value);
        }
        AddIfGiven(request, "allowUnknown", allowUnknown ? "true" : null);
    }

    private static void AddIfGiven(KpiRequest request, string name, string? value)
    {
        if (value is not null)
            request.Add(name, value);
    }

    private static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

using System.ComponentModel;
using GraphQL;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.GraphQL;

[Description("A question: the parameters of /v1/kpis.")]
internal sealed record KpisInput(
    [property: Description("At least one.")] IReadOnlyList<MetricChoiceInput> Metrics,
    [property: Description("A date or an instant with its offset; the period is [from, to).")] string? From,
    [property: Description("A date or an instant with its offset.")] string? To,
    [property: Description("Instead of from and to; the last 30 days when nothing is said.")] PeriodName? Period,
    [property: Description("An IANA name; the service's zone when nothing is said.")] string? TimeZone,
    [property: Description("Cuts the period into buckets."), DefaultValue(BucketInterval.None)] BucketInterval Interval,
    [property: Description("At most three, with those of groupByAttributes.")] IReadOnlyList<DimensionKind>? GroupBy,
    [property: Description("""
        Declared attributes to group by after these, such as "account.tier".
        """)] IReadOnlyList<string>? GroupByAttributes,
    [property: Description("All must hold.")] IReadOnlyList<FilterInput>? Filters,
    [property: Description("What durations count."), DefaultValue(Hours.Calendar)] Hours Hours,
    [property: Description("""
        "previous_period", "previous_year", or two dates with a slash between.
        """)] string? Compare,
    [property: Description("""
        Columns of the answer, such as "-csat" or "channel".
        """)] IReadOnlyList<string>? OrderBy,
    [property: Description("Rows; 10,000 unless said, 100,000 at most.")] int? Limit,
    [property: Description("Rows to leave out first.")] int? Offset,
    [property: Description("""Folds the groups beyond the limit into one row, "(other)"."""), DefaultValue(false)] bool Others,
    [property: Description("What to add to each value.")] IReadOnlyList<KpiExtra>? Include,
    [property: Description("The first day of a week."), DefaultValue(WeekStart.Monday)] WeekStart WeekStart,
    [property: Description("Filter values that were never seen are no errors."), DefaultValue(false)] bool AllowUnknown,
    [property: Description("Waits until this version of the data is visible, at most 5 s.")] long? MinVersion);

[Description("Why a metric changed: the parameters of /v1/kpis/drivers.")]
internal sealed record DriversInput(
    [property: Description("Whose change is explained. Percentiles, MIN and MAX do not come apart.")] MetricChoiceInput Metric,
    string? From,
    string? To,
    PeriodName? Period,
    string? TimeZone,
    IReadOnlyList<FilterInput>? Filters,
    [property: DefaultValue(Hours.Calendar)] Hours Hours,
    [property: Description("""
        "previous_period" unless said, "previous_year", or two dates with a slash between.
        """)] string? Compare,
    [property: Description("Values of a dimension that are told one by one; 20 unless said, 1,000 at most.")] int? Limit,
    [property: DefaultValue(WeekStart.Monday)] WeekStart WeekStart,
    [property: DefaultValue(false)] bool AllowUnknown,
    long? MinVersion);

[Description("The tickets or surveys behind one number.")]
internal sealed record RecordsInput(
    [property: Description("Whose facts to list.")] Metric Metric,
    [property: Description("""
        Marks each record by whether its time is at most this long, such as "4h". For metrics in seconds.
        """)] string? Within,
    string? From,
    string? To,
    PeriodName? Period,
    string? TimeZone,
    IReadOnlyList<FilterInput>? Filters,
    [property: DefaultValue(Hours.Calendar)] Hours Hours,
    [property: DefaultValue(WeekStart.Monday)] WeekStart WeekStart,
    [property: DefaultValue(false)] bool AllowUnknown,
    [property: Description("Their arrival unless said; records without the value come last.")] RecordOrder? OrderBy,
    [property: DefaultValue(false)] bool Descending,
    [property: Description("Of surveys, only those that were answered so.")] IReadOnlyList<SurveyOutcome>? Outcome,
    long? MinVersion);

[Description("Which tickets to list.")]
internal sealed record TicketsInput(
    [property: DefaultValue(TicketState.All)] TicketState State,
    IReadOnlyList<FilterInput>? Filters,
    [property: DefaultValue(TicketOrder.CreatedAt)] TicketOrder OrderBy,
    [property: DefaultValue(false)] bool Descending,
    [property: DefaultValue(false)] bool AllowUnknown,
    long? MinVersion)
{
    internal static readonly TicketsInput Default = new(TicketState.All, null, TicketOrder.CreatedAt, false, false, null);
}

[Description("A metric, and which of its statistics: the plain number unless said.")]
internal sealed record MetricChoiceInput(Metric Metric, KpiStatistic? Statistic, [property: Description("1–99, instead of a statistic.")] int? Percentile,
    [property: Description("""
        Instead of a statistic a duration such as "4h": the percent of values that are at most so long. Of metrics in seconds.
        """)] string? Within);

[Description("""
    Facts whose dimension has one of the values; null is "no value".
    """)]
internal sealed record FilterInput(
    [property: Description("This, or an attribute.")] DimensionKind? Dimension,
    [property: Description("""
        A declared attribute, such as "account.tier".
        """)] string? Attribute,
    IReadOnlyList<string?> Values, [property: Description("None of the values instead."), DefaultValue(false)] bool Not);

internal static class DimensionInput
{
    /// <summary>One of the enumeration, or a declared attribute by its name.</summary>
    /// <param name="field">As the input calls the first.</param>
    /// <exception cref="FieldException">Both are given, or neither, or the text is no name of an attribute.</exception>
    public static Dimension Of(DimensionKind? known, string? attribute, string field) => (known, attribute) switch
    {
        ({ } kind, null) => new Dimension(kind),
        (null, { } name) when DimensionNames.Parse(name) is { Attribute: not null } dimension => dimension,
        (null, not null) => throw new FieldException("unknown_dimension", $"'{attribute}' is no attribute: they are called account.<id> and ticket.<id>."),
        _ => throw new FieldException(known is null ? "required" : "conflict", $"Give either '{field}' or 'attribute'."),
    };
}

/// <summary>A period by its name.</summary>
internal sealed record PeriodName(string Name);

/// <summary>Named by hand where the library would say P_90.</summary>
[Name("Statistic")]
internal enum KpiStatistic
{
    Avg,
    Median,
    [Name("P90")]
    P90,
    [Name("P95")]
    P95,
    [Name("P99")]
    P99,
    Min,
    Max,
    Sum,
}

[Description("What can be added to a value.")]
internal enum KpiExtra { Expected, Confidence, Target }

internal enum WeekStart { Monday, Sunday }

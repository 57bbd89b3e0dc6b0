using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.GraphQL.Schema;

namespace KpiApi.Kpis.GraphQL;

/// <summary>A question: the parameters of /v1/kpis.</summary>
/// <param name="Metrics">At least one.</param>
/// <param name="From">A date or an instant with its offset; the period is [from, to).</param>
/// <param name="To">A date or an instant with its offset.</param>
/// <param name="Period">Instead of from and to; the last 30 days when nothing is said.</param>
/// <param name="TimeZone">An IANA name; the service's zone when nothing is said.</param>
/// <param name="Interval">Cuts the period into buckets.</param>
/// <param name="GroupBy">At most three.</param>
/// <param name="Filters">All must hold.</param>
/// <param name="Hours">What durations count.</param>
/// <param name="Compare">"previous_period", "previous_year", or two dates with a slash between.</param>
/// <param name="OrderBy">Columns of the answer, such as "-csat" or "channel".</param>
/// <param name="Limit">Rows; 10,000 unless said, 100,000 at most.</param>
/// <param name="Offset">Rows to leave out first.</param>
/// <param name="Others">Folds the groups beyond the limit into one row, "(other)".</param>
/// <param name="Include">What to add to each value.</param>
/// <param name="WeekStart">The first day of a week.</param>
/// <param name="AllowUnknown">Filter values that were never seen are no errors.</param>
/// <param name="MinVersion">Waits until this version of the data is visible, at most 5 s.</param>
internal sealed record KpisInput(
    IReadOnlyList<MetricChoiceInput> Metrics, string? From = null, string? To = null, PeriodName? Period = null, string? TimeZone = null,
    BucketInterval Interval = BucketInterval.None, IReadOnlyList<Dimension>? GroupBy = null, IReadOnlyList<FilterInput>? Filters = null,
    Hours Hours = Hours.Calendar, string? Compare = null, IReadOnlyList<string>? OrderBy = null, int? Limit = null, int? Offset = null,
    bool Others = false, IReadOnlyList<KpiExtra>? Include = null, WeekStart WeekStart = WeekStart.Monday, bool AllowUnknown = false, long? MinVersion = null);

/// <summary>The tickets or surveys behind one number.</summary>
/// <param name="Metric">Whose facts to list.</param>
internal sealed record RecordsInput(
    Metric Metric, string? From = null, string? To = null, PeriodName? Period = null, string? TimeZone = null,
    IReadOnlyList<FilterInput>? Filters = null, Hours Hours = Hours.Calendar, WeekStart WeekStart = WeekStart.Monday, bool AllowUnknown = false, long? MinVersion = null);

/// <summary>Which tickets to list.</summary>
internal sealed record TicketsInput(
    TicketStateName State = TicketStateName.All, IReadOnlyList<FilterInput>? Filters = null, TicketOrderName OrderBy = TicketOrderName.CreatedAt,
    bool Descending = false, bool AllowUnknown = false, long? MinVersion = null);

/// <summary>A metric, and which of its statistics: the plain number unless said.</summary>
/// <param name="Percentile">1–99, instead of a statistic.</param>
internal sealed record MetricChoiceInput(Metric Metric, KpiStatistic? Statistic = null, int? Percentile = null);

/// <summary>Facts whose dimension has one of the values; null is "no value".</summary>
/// <param name="Not">None of the values instead.</param>
internal sealed record FilterInput(Dimension Dimension, IReadOnlyList<string?> Values, bool Not = false);

/// <summary>A period by its name.</summary>
internal readonly record struct PeriodName(string Name);

[GraphQLName("Statistic")]
internal enum KpiStatistic { Avg, Median, P90, P95, P99, Min, Max, Sum }

/// <summary>What can be added to a value.</summary>
internal enum KpiExtra { Confidence, Target }

internal enum WeekStart { Monday, Sunday }

[GraphQLName("TicketState")]
internal enum TicketStateName { All, Open, Resolved }

[GraphQLName("TicketOrder")]
internal enum TicketOrderName { CreatedAt, LastResponseAt, HandleSeconds, AccountValue }

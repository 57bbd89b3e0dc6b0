using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>The rows of a source that lie in a period and pass all filters and the test.</summary>
/// <param name="Test">Null where every row counts that passes the filters.</param>
internal readonly record struct RowScope(Source Source, TimeRange Period, IReadOnlyList<CodeFilter> Filters, RowTest? Test = null);

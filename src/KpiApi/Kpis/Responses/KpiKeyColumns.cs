using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>The columns that say which row it is: its bucket, and its value of each dimension.</summary>
internal sealed class KpiKeyColumns
{
    private const long MsOfDay = 86_400_000;

    private readonly KpiQuery _query;
    private readonly bool _hasDate;
    private readonly bool _hasTime;
    private readonly bool _hasDayOfWeek;
    private readonly bool _hasHourOfDay;

    /// <param name="form">JSON has both the date and the time; a table has the date of days and longer, else the time.</param>
    public KpiKeyColumns(KpiQuery query, TableForm form, TableNames names)
    {
        _query = query;
        var isRunning = query.Interval != BucketInterval.None && query.Buckets is RunningBuckets;
        var isJson = form.Format is TableFormat.Json or TableFormat.Ndjson;
        _hasDate = isRunning && (isJson || query.Interval != BucketInterval.Hour);
        _hasTime = isRunning && (isJson || query.Interval == BucketInterval.Hour);
        _hasDayOfWeek = query.Interval is BucketInterval.DayOfWeek or BucketInterval.DayOfWeekHour;
        _hasHourOfDay = query.Interval is BucketInterval.HourOfDay or BucketInterval.DayOfWeekHour;
        Columns = [.. Buckets(), .. query.GroupBy.Select(dimension => new TableColumn(names.Unique(DimensionNames.Name(dimension)), ColumnType.Text))];

        IEnumerable<TableColumn> Buckets()
        {
            if (_hasDate) yield return new(names.Unique("date"), ColumnType.Date);
            if (_hasTime) yield return new(names.Unique("time"), ColumnType.Instant) { Zone = query.Zone };
            if (_hasDayOfWeek) yield return new(names.Unique("day_of_week"), ColumnType.Integer);
            if (_hasHourOfDay) yield return new(names.Unique("hour_of_day"), ColumnType.Integer);
        }
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Into the row that the batch is at.</summary>
    public void Set(TableBatch batch, KpiRow row)
    {
        var at = 0;
        if (_hasDate) batch[at++].Set(batch.Count, Day(row.Bucket));
        if (_hasTime) batch[at++].Set(batch.Count, ((RunningBuckets)_query.Buckets).StartMs(row.Bucket));
        if (_hasDayOfWeek) batch[at++].Set(batch.Count, (long?)((FoldedBuckets)_query.Buckets).DayOfWeek(row.Bucket));
        if (_hasHourOfDay) batch[at++].Set(batch.Count, (long?)((FoldedBuckets)_query.Buckets).HourOfDay(row.Bucket));
        foreach (var key in row.Keys)
            batch[at++].Set(batch.Count, key);
    }

    /// <summary>Of the local date. A day may begin after midnight, where the clocks are put forward then.</summary>
    private long Day(int bucket) => (long)Math.Floor(CellText.LocalMs(((RunningBuckets)_query.Buckets).StartMs(bucket), _query.Zone) / (double)MsOfDay);
}

using KpiApi.Engine.Calendars;
using KpiApi.Engine.Queries;
using NodaTime;

namespace KpiApi.Engine.Sql;

/// <summary>
/// How the interval of a query cuts time in SQL: by the wall clock of its zone, as the engine does. Where a zone changes its clock by a part of
/// an hour (Lord Howe), the engine ends an hour there and <c>date_trunc</c> does not.
/// </summary>
internal sealed class SqlBuckets(KpiQuery query)
{
    /// <summary>True when a part of the statement reads the table <c>buckets</c>.</summary>
    public bool AreListed { get; private set; }

    /// <summary>The bucket of an instant as columns of the result; none without an interval.</summary>
    public IEnumerable<SqlKey> KeysOf(string instant) => query.Interval switch
    {
        BucketInterval.None => [],
        BucketInterval.Hour => [new(HourOf(instant), "time")],
        BucketInterval.HourOfDay => [new(Part("hour", instant), "hour_of_day")],
        BucketInterval.DayOfWeek => [new(Part("isodow", instant), "day_of_week")],
        BucketInterval.DayOfWeekHour => [new(Part("isodow", instant), "day_of_week"), new(Part("hour", instant), "hour_of_day")],
        _ => [new($"CAST({StartOf(Local(instant))} AS DATE)", "date")],
    };

    /// <summary>Reads the table <c>buckets</c>, as <c>b</c>: its keys, <c>begins_at</c> and <c>ends_at</c>, cut to the period.</summary>
    public IReadOnlyList<SqlKey> ListedKeys()
    {
        AreListed = true;
        return query.Interval switch
        {
            BucketInterval.None => [],
            BucketInterval.Hour => [new("b.time", "time")],
            _ => [new("b.date", "date")],
        };
    }

    /// <summary>The statement behind the table <c>buckets</c>.</summary>
    public string List => query.Interval switch
    {
        BucketInterval.None => $"SELECT {SqlText.From} AS begins_at, {SqlText.To} AS ends_at",
        BucketInterval.Hour => Listed("time", HourOf(SqlText.From), SqlText.To, "INTERVAL 1 HOUR", "starts", "starts + INTERVAL 1 HOUR"),
        _ => Listed("date", StartOf(Local(SqlText.From)), Local(SqlText.To), $"INTERVAL {Step}", Instant("starts"), Instant($"(starts + INTERVAL {Step})")),
    };

    private string Zone => SqlText.Literal(query.Zone.Id);

    private string Step => query.Interval switch
    {
        BucketInterval.Day => "1 DAY",
        BucketInterval.Week => "7 DAY",
        BucketInterval.Month => "1 MONTH",
        BucketInterval.Quarter => "3 MONTH",
        _ => "1 YEAR",
    };

    private static string Listed(string name, string first, string last, string step, string begins, string ends)
    {
        var start = name == "date" ? "CAST(starts AS DATE)" : "starts";
        return $"""
            SELECT {start} AS {name}, greatest({begins}, {SqlText.From}) AS begins_at, least({ends}, {SqlText.To}) AS ends_at
            FROM (SELECT unnest(generate_series({first}, {last}, {step})) AS starts)
            WHERE {begins} < {ends} AND {begins} < {SqlText.To}
            """;
    }

    private string Local(string instant) => $"({instant} AT TIME ZONE {Zone})";

    private string Instant(string local) => $"{local} AT TIME ZONE {Zone}";

    private string HourOf(string instant) => $"{instant} - ({Local(instant)} - date_trunc('hour', {Local(instant)}))";

    private string Part(string part, string instant) => $"CAST(date_part('{part}', {Local(instant)}) AS INTEGER)";

    private string StartOf(string local) => query.Interval switch
    {
        BucketInterval.Day => $"date_trunc('day', {local})",
        BucketInterval.Week when query.WeekStart == IsoDayOfWeek.Sunday => $"(date_trunc('week', {local} + INTERVAL 1 DAY) - INTERVAL 1 DAY)",
        BucketInterval.Week => $"date_trunc('week', {local})",
        BucketInterval.Month => $"date_trunc('month', {local})",
        BucketInterval.Quarter => $"date_trunc('quarter', {local})",
        _ => $"date_trunc('year', {local})",
    };
}

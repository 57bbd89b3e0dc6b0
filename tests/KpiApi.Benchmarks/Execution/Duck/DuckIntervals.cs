using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Sql;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>Measures of rows that are intervals: "just before an instant" is <c>&lt;</c> of the begin and <c>&gt;=</c> of the end.</summary>
internal sealed class DuckIntervals(KpiQuery query, DuckBuckets buckets, ISet<WideColumn> read)
{
    public string Of(Wanted metric) => metric.Measure switch
    {
        Measure.Level { Test: var test, Source: var source } => Level(source, test, metric),
        Measure.Retention { Lost: var lost, Source: var source } => Retention(source, lost, metric),
        Measure.Prorated prorated => Prorated(prorated, metric),
        _ => throw new ArgumentOutOfRangeException(nameof(metric)),
    };

    /// <summary>
    /// Each interval begins in one bucket and ends in one: the sums of both up to a bucket are its level. That takes one scan, where to compare
    /// each interval with each bucket takes as many as there are buckets.
    /// </summary>
    private string Level(Source source, LevelTest test, Wanted metric)
    {
        var rows = new DuckRows(query, source, read);
        var (from, to) = (SqlText.Number(query.Period.FromMs), SqlText.Number(buckets.LevelsEndMs()));
        var until = test == LevelTest.AwaitingFirstResponse ? $"least({rows.Until}, {rows.Column(FactSchema.Ticket.FirstResponseAt)})" : rows.Until;
        string[] conditions = [$"{rows.At} < {to}", .. Tests(rows, test, until), .. rows.Filters];
        if (!buckets.AreMany)
            return DuckSql.Select([.. rows.Groups, metric.Columns(("count(*)", "count(*)"))], rows.Table, [.. conditions, $"({until} IS NULL OR {until} >= {to})"]);

        var begun = DuckSql.Select(
            [.. buckets.Column($"greatest({rows.At}, {from})"), .. rows.Groups, "count(*) AS n"], rows.Table, [.. conditions, $"({until} IS NULL OR {until} >= {from})"]);
        var ended = DuckSql.Select(
            [.. buckets.Column(until), .. rows.Groups, "-count(*) AS n"], rows.Table, [.. conditions, $"{until} >= {from}", $"{until} < {to}"]);
        return $"WITH changes AS ({begun} UNION ALL {ended}) {Levels(metric)}";
    }

    private static IEnumerable<string> Tests(DuckRows rows, LevelTest test, string until) => test switch
    {
        LevelTest.Unassigned => [$"{rows.Column(FactSchema.Ticket.Agent)} IS NULL"],
        // A ticket that is reopened after its first response does not await it again.
        LevelTest.AwaitingFirstResponse => [$"({until} IS NULL OR {rows.At} < {until})"],
        _ => [],
    };

    private string Levels(Wanted metric)
    {
        List<string> groups = [.. query.GroupBy.Select((_, i) => DuckSql.Group(i))];
        // A bucket in which nothing begins or ends has the level of the one before.
        var everywhere = groups.Count == 0 ? "" : $", (SELECT DISTINCT {DuckSql.List(groups)} FROM changes)";
        var steady = $"SELECT {DuckSql.List([DuckSql.Bucket, .. groups, "0 AS n"])} FROM {buckets.ListedBegun()}{everywhere}";
        var window = $"{(groups.Count == 0 ? "" : $"PARTITION BY {DuckSql.List(groups)} ")}ORDER BY {DuckSql.Bucket}";
        string[] keys = [DuckSql.Bucket, .. groups];
        var sums = $"SELECT {DuckSql.List(keys)}, (sum(sum(n)) OVER ({window}))::BIGINT AS n";
        var levels = $"{sums} FROM (SELECT * FROM changes UNION ALL BY NAME {steady}) GROUP BY {DuckSql.List(keys)}";
        return $"SELECT {DuckSql.List([.. keys, metric.Columns(("n", "n"))])} FROM ({levels})";
    }

    private string Retention(Source source, bool lost, Wanted metric)
    {
        var rows = new DuckRows(query, source, read);
        var (isKept, of) = ($"({rows.Until} IS NULL OR {rows.Until} >= b.ends_at)", "count(*)");
        var share = $"100.0 * count(*) FILTER (WHERE {(lost ? "NOT " : "")}{isKept}) / nullif(count(*), 0)";
        return Overlapping(rows, buckets.ListedBegun(), metric.Columns((share, of)), [$"{rows.At} < b.begins_at", $"({rows.Until} IS NULL OR {rows.Until} >= b.begins_at)"]);
    }

    /// <summary>The part of an amount that its time in the bucket is of all its time.</summary>
    private string Prorated(Measure.Prorated prorated, Wanted metric)
    {
        var rows = new DuckRows(query, prorated.Source, read);
        var overlap = $"(least({rows.Until}, b.ends_at) - greatest({rows.At}, b.begins_at))";
        var part = prorated.Amount is { } amount ? $"{rows.Column(amount)}::DOUBLE * {overlap} / ({rows.Until} - {rows.At})" : overlap;
        var value = $"coalesce(sum({part})::DOUBLE, 0) / {prorated.UnitsPerWhole}";
        IEnumerable<string> where = prorated.Where is null ? [] : [rows.Test(prorated.Where)];
        return Overlapping(rows, buckets.Listed(), metric.Columns((value, "count(*)")), [$"{rows.At} < b.ends_at", $"{rows.Until} > b.begins_at", .. where]);
    }

    /// <summary>Accounts, shifts and costs are few beside tickets: each is compared with each bucket.</summary>
    private string Overlapping(DuckRows rows, string listed, string columns, IEnumerable<string> conditions)
    {
        IEnumerable<string> bucket = buckets.AreMany ? [$"b.{DuckSql.Bucket}"] : [];
        return DuckSql.Select([.. bucket, .. rows.Groups, columns], $"{listed}, {rows.Table}", [.. conditions, .. rows.Filters]);
    }
}

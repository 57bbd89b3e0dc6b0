using KpiApi.Engine.Facts;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Sql;

/// <summary>
/// The SQL that computes a metric from the facts that leave (<see cref="FactTableOut"/>), made from the metric's row in the catalogue. It is DuckDB's
/// dialect, and of that what ClickHouse, Spark and BigQuery have too, under these names or others: joins, <c>CASE</c>,
/// <c>date_trunc</c>, <c>AT TIME ZONE</c>, <c>percentile_cont</c>, <c>generate_series</c>.
/// <para>
/// Parameters are instants: <c>$from</c> and <c>$to</c>, and <c>$as_of</c> where a number depends on the moment at which it is asked for.
/// Columns are the bucket, the dimensions, <c>value</c> and <c>count</c>, in full precision; a bucket or group without data has no row.
/// </para>
/// </summary>
public static class MetricSql
{
    private static readonly string[] s_reads = ["FROM ", "JOIN "];

    /// <param name="query">Of one metric. Its period is left to the parameters; order, limit and comparison are not part of it.</param>
    public static string Of(KpiQuery query)
    {
        var buckets = new SqlBuckets(query);
        var select = new MeasureSql(query, buckets).Of(query.Metrics[0].Measure, query.Metrics[0].Statistic);
        var order = select.Keys.Count == 0 ? "" : $"\nORDER BY {string.Join(", ", select.Keys.Select((_, i) => SqlText.Number(i + 1)))}";
        return (buckets.AreListed ? $"WITH buckets AS (\n{SqlText.Indented(buckets.List)}\n)\n" : "") + select + order;
    }

    /// <summary>The parameters that a statement of <see cref="Of"/> has.</summary>
    public static IReadOnlyList<string> Parameters(string sql) =>
        [.. SqlText.Parameters.Where(name => sql.Contains($"${name} ", StringComparison.Ordinal))];

    /// <summary>The tables of facts that it reads, in the order of <see cref="FactTableOut.All"/>.</summary>
    public static IReadOnlyList<string> Tables(string sql) =>
        [.. FactTableOut.All.Select(table => table.Name).Where(name => s_reads.Any(reads => sql.Contains($"{reads}{name} AS ", StringComparison.Ordinal)))];
}

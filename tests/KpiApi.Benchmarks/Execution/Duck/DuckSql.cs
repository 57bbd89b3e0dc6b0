using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>
/// A question as one statement. Metrics that read the same rows share a select, as they share a scan in the engine; the selects of different
/// sources stand below each other, each with the columns of its own metrics: <c>bucket</c>, <c>g0</c>, <c>g1</c>, and the value and the count
/// of each metric as <c>v0</c> and <c>c0</c>. A bucket or group without data has no row, and totals are not asked for.
/// </summary>
internal sealed class DuckSql
{
    public const string Bucket = "bucket";

    private static readonly Statistic s_sum = new(StatisticKind.Sum);

    private readonly KpiQuery _query;
    private readonly DuckBuckets _buckets;
    private readonly HashSet<WideColumn> _read = [];

    private DuckSql(KpiQuery query) => (_query, _buckets) = (query, new DuckBuckets(query));

    private IEnumerable<string> Keys => [.. _buckets.AreMany ? [Bucket] : Array.Empty<string>(), .. _query.GroupBy.Select((_, i) => Group(i))];

    /// <summary>The statement, and the columns that it reads.</summary>
    public static (string Sql, IReadOnlySet<WideColumn> Columns) Of(KpiQuery query)
    {
        var sql = new DuckSql(query);
        return (sql.Statement(), sql._read);
    }

    public static string Group(int dimension) => $"g{dimension}";

    public static string List(params IEnumerable<string> columns) => string.Join(", ", columns);

    /// <summary>Grouped by all columns that are no aggregates.</summary>
    public static string Select(IEnumerable<string> columns, string from, params IEnumerable<string> conditions) =>
        $"SELECT {List(columns)} FROM {from}{(conditions.Any() ? $" WHERE {string.Join(" AND ", conditions)}" : "")} GROUP BY ALL";

    private string Statement()
    {
        var metrics = _query.Metrics.Index().Select(metric => new Wanted($"{metric.Index}", metric.Item.Measure, metric.Item.Statistic))
            .ToLookup(metric => DuckAggregate.IsOfRows(metric.Measure));
        var rows = metrics[true].GroupBy(metric => metric.Measure.Sources[0]).Select(source => OfRows(source.Key, [.. source]));
        return string.Join("\nUNION ALL BY NAME\n", rows.Concat(metrics[false].Select(Other)).Select(select => $"({select})"));
    }

    /// <summary>Rows at an instant within the period.</summary>
    private string OfRows(Source source, IReadOnlyList<Wanted> metrics)
    {
        var rows = new DuckRows(_query, source, _read);
        var aggregates = metrics.Select(metric => (Metric: metric, Aggregate: DuckAggregate.Of(rows, metric.Measure, metric.Statistic))).ToList();
        // A test that all share is a condition of the rows, which is faster than one of each aggregate.
        var shared = aggregates.Select(a => a.Aggregate.Where).Distinct().ToList() is [{ } only] ? only : null;
        var columns = aggregates.Select(a => a.Metric.Columns(a.Aggregate.Within(shared)));
        var conditions = shared is null ? rows.Conditions : [.. rows.Conditions, shared];
        return Select([.. _buckets.Column(rows.At), .. rows.Groups, .. columns], rows.Table, conditions);
    }

    private string Other(Wanted metric) => metric.Measure switch
    {
        Measure.Net net => Net(net, metric),
        Measure.AccountValue value => AccountValue(value.Source, metric),
        Measure.Quotient quotient => Quotient(quotient, metric),
        _ => new DuckIntervals(_query, _buckets, _read).Of(metric),
    };

    private string Net(Measure.Net net, Wanted metric)
    {
        var both = $"({Counted(net.Plus, net.PlusWhere, "")} UNION ALL {Counted(net.Minus, net.MinusWhere, "-")})";
        return Select([.. Keys, metric.Columns(("sum(n)::DOUBLE", "sum(c)::BIGINT"))], both);
    }

    private string Counted(Source source, RowTest test, string sign)
    {
        var rows = new DuckRows(_query, source, _read);
        return Select([.. _buckets.Column(rows.At), .. rows.Groups, $"{sign}count(*) AS n", "count(*) AS c"], rows.Table, [.. rows.Conditions, rows.Test(test)]);
    }

    /// <summary>Each account once in each bucket and group.</summary>
    private string AccountValue(Source source, Wanted metric)
    {
        var (rows, accounts) = (new DuckRows(_query, source, _read), new DuckRows(_query, Source.Active, _read));
        var account = rows.Column(FactSchema.Ticket.Account);
        var different = Select([.. _buckets.Column(rows.At), .. rows.Groups, $"{account} AS account"], rows.Table, [.. rows.Conditions, $"{account} IS NOT NULL"]);
        var (id, value) = (accounts.Column(FactSchema.Account.Id), accounts.Column(FactSchema.Account.Value));
        return Select(
            [.. Keys, metric.Columns(($"coalesce(sum({value}), 0)::DOUBLE / {Money.UnitsPerWhole}", "count(*)"))],
            $"({different}) AS d LEFT JOIN {accounts.Table} ON {id} = d.account");
    }

    private string Quotient(Measure.Quotient quotient, Wanted metric)
    {
        var parts = $"({Part(new Wanted("n", quotient.Numerator, s_sum))}) UNION ALL BY NAME ({Part(new Wanted("d", quotient.Denominator, s_sum))})";
        // A cost that nobody has stated is not known.
        var numerator = quotient.Numerator is Measure.Prorated ? "CASE WHEN sum(cn) > 0 THEN sum(vn) END" : "coalesce(sum(vn), 0)";
        var value = $"{quotient.Factor}.0 * {numerator} / nullif(sum(vd), 0)";
        return Select([.. Keys, metric.Columns((value, "coalesce(sum(cd), 0)::BIGINT"))], $"({parts})");
    }

    private string Part(Wanted metric) => DuckAggregate.IsOfRows(metric.Measure) ? OfRows(metric.Measure.Sources[0], [metric]) : Other(metric);
}

/// <summary>A metric and what its columns are called.</summary>
/// <param name="Suffix">Behind the <c>v</c> of the value and the <c>c</c> of the count.</param>
internal sealed record Wanted(string Suffix, Measure Measure, Statistic Statistic)
{
    public static string ValueOf(int metric) => $"v{metric}";

    public static string CountOf(int metric) => $"c{metric}";

    public string Columns((string Value, string Count) aggregate) => $"{aggregate.Value} AS v{Suffix}, {aggregate.Count} AS c{Suffix}";
}

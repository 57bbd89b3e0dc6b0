using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Sql;

/// <summary>Each kind of measure as one aggregation.</summary>
internal sealed class MeasureSql(KpiQuery query, SqlBuckets buckets)
{
    private static readonly Statistic s_sum = new(StatisticKind.Sum);

    public SqlSelect Of(Measure measure, Statistic statistic) => measure switch
    {
        Measure.Count m => OfRows(m.Source, m.Where, _ => ("count(*)", "count(*)")),
        Measure.Distinct m => OfRows(m.Source, null, rows => Twice($"count(DISTINCT {rows.Owner})")),
        Measure.Share m => OfRows(m.Source, m.Where, rows => (Share(rows.Test(m.Passing)), "count(*)")),
        Measure.Nps m => OfRows(m.Source, m.Where, _ => (NetPromoters, "count(*)")),
        Measure.Mean m => OfRows(m.Source, m.Where, rows => Mean(rows, m, statistic)),
        Measure.Net m => Net(m),
        Measure.AccountValue m => AccountValue(m.Source),
        Measure.Level m => Level(m),
        Measure.Retention m => Retention(m),
        Measure.Prorated m => Prorated(m),
        Measure.Quotient m => Quotient(m),
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    private static string NetPromoters => $"100.0 * sum(CASE {Outcome} WHEN 'positive' THEN 1 WHEN 'negative' THEN -1 ELSE 0 END) / nullif(count(*), 0)";

    private static string Outcome => $"r.{FactSchema.Survey.Outcome.Name}";

    private static string Share(string test) => $"100.0 * sum(CASE WHEN {test} THEN 1 ELSE 0 END) / nullif(count(*), 0)";

    private static (string, string) Twice(string aggregate) => (aggregate, aggregate);

    private (string Value, string Count) Mean(SqlRows rows, Measure.Mean mean, Statistic statistic)
    {
        var number = rows.Number(query.Hours == Hours.Business ? mean.Value.InBusinessHours : mean.Value);
        var value = statistic.Kind switch
        {
            StatisticKind.Percentile => $"percentile_cont({SqlText.Number(statistic.Percent / 100m)}) WITHIN GROUP (ORDER BY {number})",
            StatisticKind.Min => $"min({number})",
            StatisticKind.Max => $"max({number})",
            StatisticKind.Sum => $"coalesce(CAST(sum({number}) AS DOUBLE), 0)",
            _ => $"avg({number})",
        };
        // Ratings on several scales have no mean.
        return (mean.OneScale ? $"CASE WHEN count(DISTINCT {rows.Column(FactSchema.Survey.Scale)}) <= 1 THEN {value} END" : value, $"count({number})");
    }

    /// <summary>Rows at an instant within the period.</summary>
    private SqlSelect OfRows(Source source, RowTest? where, Func<SqlRows, (string Value, string Count)> aggregate)
    {
        var rows = new SqlRows(query, source);
        IReadOnlyList<SqlKey> keys = [.. buckets.KeysOf(rows.At), .. rows.Groups()];
        var (value, count) = aggregate(rows);
        var conditions = rows.Conditions(where);
        return new SqlSelect(keys, value, count, rows.From, conditions);
    }

    private SqlSelect Net(Measure.Net net)
    {
        var (plus, minus) = (OfRows(net.Plus, net.PlusWhere, _ => Twice("count(*)")), OfRows(net.Minus, net.MinusWhere, _ => ("-count(*)", "count(*)")));
        return Union(plus, minus, "CAST(coalesce(sum(value), 0) AS BIGINT)", "CAST(coalesce(sum(count), 0) AS BIGINT)");
    }

    /// <summary>Each account once in each bucket and group.</summary>
    private SqlSelect AccountValue(Source source)
    {
        var rows = new SqlRows(query, source);
        IReadOnlyList<SqlKey> keys = [.. buckets.KeysOf(rows.At), .. rows.Groups()];
        var account = rows.Column(FactSchema.Ticket.Account);
        var columns = string.Join(", ", keys.Select(key => key.ToString()).Append($"{account} AS account_id"));
        var conditions = rows.Conditions(RowTest.Known(FactSchema.Ticket.Account));
        var accounts = $"(\n  SELECT DISTINCT {columns}\n  FROM {rows.From}\n  WHERE {SqlText.All(conditions).Replace("\n", "\n  ", StringComparison.Ordinal)}\n) AS r";
        var value = FactSchema.Account.Value.Name;
        return new SqlSelect(Outer(keys), $"coalesce(sum(a.{value}), 0)", "count(*)", $"{accounts}\nLEFT JOIN accounts AS a ON a.id = r.account_id", []);
    }

    /// <summary>Intervals that reach over the end of a bucket. "Just before" is <c>&lt;</c> and <c>&gt;=</c>.</summary>
    private SqlSelect Level(Measure.Level level)
    {
        var at = $"least(b.ends_at, {SqlText.AsOf})";
        var rows = new SqlRows(query, level.Source);
        List<string> conditions = [$"b.begins_at < {SqlText.AsOf}", .. rows.Filters(at)];
        if (level.Test == LevelTest.Unassigned)
            conditions.Add($"{rows.Column(FactSchema.Ticket.Agent)} IS NULL");
        else if (level.Test == LevelTest.AwaitingFirstResponse)
            conditions.Add(rows.Column(FactSchema.Ticket.FirstResponseAt) is var answered ? $"({answered} IS NULL OR {answered} >= b.ends_at)" : "");
        return Intervals(rows, rows.Groups(at), ("count(*)", "count(*)"), [ActiveAt(level.Source, rows, "b.ends_at"), .. conditions]);
    }

    private SqlSelect Retention(Measure.Retention retention)
    {
        var rows = new SqlRows(query, retention.Source);
        var isKept = $"({rows.Until} IS NULL OR {rows.Until} >= b.ends_at)";
        return Intervals(
            rows, rows.Groups(), (Share(retention.Lost ? $"NOT {isKept}" : isKept), "count(*)"),
            [ActiveAt(retention.Source, rows, "b.begins_at"), $"b.begins_at < {SqlText.AsOf}", .. rows.Filters("")]);
    }

    /// <summary>The part of an amount that its time in the bucket is of all its time.</summary>
    private SqlSelect Prorated(Measure.Prorated prorated)
    {
        var rows = new SqlRows(query, prorated.Source);
        var overlap = SqlText.Milliseconds($"greatest({rows.At}, b.begins_at)", $"least({rows.Until}, b.ends_at)");
        var part = prorated.Amount is { } amount
            ? $"{rows.Column(amount)} * {overlap} / {SqlText.Milliseconds(rows.At, rows.Until)}"
            : $"{overlap} / {SqlText.Number(prorated.UnitsPerWhole)}.0";
        return Intervals(
            rows, rows.Groups(), ($"coalesce(sum({part}), 0)", "count(*)"),
            [$"{rows.At} < b.ends_at", $"{rows.Until} > b.begins_at", .. rows.Tests(prorated.Where), .. rows.Filters("")]);
    }

    private SqlSelect Intervals(SqlRows rows, IEnumerable<SqlKey> groups, (string Value, string Count) aggregate, IReadOnlyList<string> conditions)
    {
        IReadOnlyList<SqlKey> keys = [.. buckets.ListedKeys(), .. groups];
        return new SqlSelect(keys, aggregate.Value, aggregate.Count, $"buckets AS b\nCROSS JOIN {rows.From}", conditions);
    }

    private static string ActiveAt(Source source, SqlRows rows, string instant)
    {
        var begun = $"{rows.At} < {instant}";
        return $"{(source.At.Always is null ? begun : $"({rows.At} IS NULL OR {begun})")} AND ({rows.Until} IS NULL OR {rows.Until} >= {instant})";
    }

    private SqlSelect Quotient(Measure.Quotient quotient)
    {
        var (above, below) = (Of(quotient.Numerator, s_sum), Of(quotient.Denominator, s_sum));
        var numerator = "sum(CASE WHEN part = 1 THEN value ELSE 0 END)";
        // A cost that nobody has stated is not known.
        if (quotient.Numerator is Measure.Prorated)
            numerator = $"CASE WHEN sum(CASE WHEN part = 1 THEN count ELSE 0 END) > 0 THEN {numerator} END";
        var value = $"{SqlText.Number(quotient.Factor)}.0 * {numerator} / nullif(sum(CASE WHEN part = 2 THEN value ELSE 0 END), 0)";
        return Union(above, below, value, "CAST(coalesce(sum(CASE WHEN part = 2 THEN count END), 0) AS BIGINT)");
    }

    private static SqlSelect Union(SqlSelect first, SqlSelect second, string value, string count)
    {
        var parts = $"(\n  SELECT 1 AS part, * FROM (\n{SqlText.Indented(SqlText.Indented(first.ToString()))}\n  )\n  UNION ALL\n"
            + $"  SELECT 2 AS part, * FROM (\n{SqlText.Indented(SqlText.Indented(second.ToString()))}\n  )\n)";
        return new SqlSelect(Outer(first.Keys), value, count, parts, []);
    }

    private static IReadOnlyList<SqlKey> Outer(IReadOnlyList<SqlKey> keys) => [.. keys.Select(key => new SqlKey(key.Name, key.Name))];
}

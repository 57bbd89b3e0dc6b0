using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Sql;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>What a metric adds up over the rows of a group.</summary>
/// <param name="Where">Which rows count; null for all.</param>
/// <param name="Make">The value and its count, of the rows that pass a condition; of all where that is empty.</param>
internal sealed record DuckAggregate(string? Where, Func<string, (string Value, string Count)> Make)
{
    public static bool IsOfRows(Measure measure) => measure is Measure.Count or Measure.Distinct or Measure.Share or Measure.Nps or Measure.Mean;

    public static DuckAggregate Of(DuckRows rows, Measure measure, Statistic statistic) => measure switch
    {
        Measure.Count m => new(Test(rows, m.Where), where => Twice(Filter("count(*)", where))),
        Measure.Distinct => new(null, where => Twice(Filter($"count(DISTINCT {rows.Owner})", where))),
        Measure.Share m => new(Test(rows, m.Where), where => Share(where, Filter("count(*)", where, rows.Test(m.Passing)))),
        Measure.Nps m => new(Test(rows, m.Where), where => Share(where, $"({Outcome(rows, "positive", where)} - {Outcome(rows, "negative", where)})")),
        Measure.Mean m => new(Test(rows, m.Where), where => Mean(rows.Number(m.Value), m.Value.UnitsPerWhole, statistic, where)),
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    /// <param name="shared">The condition of all rows of the select.</param>
    public (string Value, string Count) Within(string? shared) => Make(Where == shared ? "" : Where ?? "");

    private static string? Test(DuckRows rows, RowTest? where) => where is null ? null : rows.Test(where);

    private static (string, string) Twice(string aggregate) => (aggregate, aggregate);

    private static (string, string) Share(string where, string part) => ($"100.0 * {part} / nullif({Filter("count(*)", where)}, 0)", Filter("count(*)", where));

    private static string Outcome(DuckRows rows, string outcome, string where) =>
        Filter("count(*)", where, SqlText.IsOneOf(rows.Column(FactSchema.Survey.Outcome), [outcome]));

    /// <summary>Of whole numbers, and only then in the unit of the metric: sums of those are exact.</summary>
    private static (string, string) Mean(string number, long units, Statistic statistic, string where)
    {
        var aggregate = statistic.Kind switch
        {
            StatisticKind.Percentile => $"quantile_cont({number}, {SqlText.Number(statistic.Percent / 100m)})",
            StatisticKind.Min => $"min({number})",
            StatisticKind.Max => $"max({number})",
            StatisticKind.Sum => $"sum({number})",
            _ => $"avg({number})",
        };
        var value = $"{Filter(aggregate, where)} / {SqlText.Number(units)}.0";
        return (statistic.Kind == StatisticKind.Sum ? $"coalesce(({value})::DOUBLE, 0)" : value, Filter($"count({number})", where));
    }

    private static string Filter(string aggregate, params IEnumerable<string> conditions) =>
        string.Join(" AND ", conditions.Where(condition => condition.Length > 0)) is { Length: > 0 } all ? $"{aggregate} FILTER (WHERE {all})" : aggregate;
}

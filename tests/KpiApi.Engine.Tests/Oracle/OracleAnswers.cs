namespace KpiApi.Engine.Tests.Oracle;

internal sealed record OracleRow(int Bucket, IReadOnlyList<string?> Keys, IReadOnlyList<OracleValue> Values);

/// <param name="IsMixed">Ratings on more than one scale: an error instead of rows.</param>
internal sealed record OracleResult(bool IsMixed, IReadOnlyList<OracleRow> Rows, int RowCount, IReadOnlyList<OracleValue> Totals);

/// <summary>Answers a question by filtering all facts again for every single number.</summary>
internal sealed class OracleAnswers
{
    private const string Other = "(other)";

    private readonly OracleQuestion _question;
    private readonly OracleTime _time;
    private readonly OracleFact[][] _facts;
    private HashSet<string>? _kept;

    private OracleAnswers(OracleQuestion question, OracleDesk desk)
    {
        _question = question;
        _time = new OracleTime(question);
        _facts = [.. question.Metrics.Select(m => m.Metric.Facts(desk).Where(f => question.Filters.All(x => x.Passes(f)))
            .Where(f => m.Metric.Kind == OracleKind.Level || (f.At >= question.FromMs && f.At < question.ToMs)).ToArray())];
    }

    public static OracleResult To(OracleQuestion question, OracleDesk desk)
    {
        var answers = new OracleAnswers(question, desk);
        var ratings = question.Metrics.ToList().FindIndex(m => m.Metric.Name == "csat_rating");
        if (ratings >= 0 && answers._facts[ratings].Select(f => f.Scale).Distinct().Count() > 1)
            return new OracleResult(true, [], 0, []);
        if (question.Others)
        {
            var ranking = question with { Interval = "none", Others = false, OrderBy = [.. question.OrderBy.Where(o => o.Column != "time")] };
            answers._kept = [.. To(ranking, desk).Rows.Select(r => Text(r.Keys))];
        }
        var rows = answers.Rows();
        var page = question.Others ? rows : [.. rows.Skip(question.Offset).Take(question.Limit)];
        return new OracleResult(false, page, rows.Count, answers.Totals());
    }

    private static string Text(IEnumerable<string?> keys) => string.Join('|', keys.Select(k => k is null ? "-" : "=" + k));

    private List<OracleRow> Rows()
    {
        var groups = _facts.SelectMany((facts, m) => facts.Where(f => HasData(f, m))).Select(Group).DistinctBy(Text).ToList();
        if (_question.GroupBy.Count == 0)
            groups = [[]];
        var rows = from keys in groups from bucket in Enumerable.Range(0, _time.Count) select Row(keys, bucket);
        var ordered = rows.OrderBy(_ => 0);
        foreach (var order in _question.OrderBy)
            ordered = Order(ordered, order);
        ordered = ordered.ThenBy(r => r.Bucket).ThenBy(r => IsOther(r.Keys));
        for (var i = 0; i < _question.GroupBy.Count; i++)
        {
            var dimension = i;
            ordered = ordered.ThenBy(r => r.Keys[dimension] is null).ThenBy(r => r.Keys[dimension], StringComparer.Ordinal);
        }
        return [.. ordered];
    }

    private IOrderedEnumerable<OracleRow> Order(IOrderedEnumerable<OracleRow> rows, OracleOrder order)
    {
        if (order.Column == "time")
            return order.Descending ? rows.ThenByDescending(r => r.Bucket) : rows.ThenBy(r => r.Bucket);
        rows = rows.ThenBy(r => IsOther(r.Keys));
        var metric = _question.Metrics.ToList().FindIndex(m => m.Name == order.Column);
        if (metric >= 0)
        {
            rows = rows.ThenBy(r => r.Values[metric].Value is null);
            return order.Descending ? rows.ThenByDescending(r => r.Values[metric].Value) : rows.ThenBy(r => r.Values[metric].Value);
        }
        var dimension = _question.GroupBy.ToList().IndexOf(order.Column);
        rows = rows.ThenBy(r => r.Keys[dimension] is null);
        return order.Descending
            ? rows.ThenByDescending(r => r.Keys[dimension], StringComparer.Ordinal)
            : rows.ThenBy(r => r.Keys[dimension], StringComparer.Ordinal);
    }

    private static bool IsOther(IReadOnlyList<string?> keys) => keys.Count > 0 && keys.All(k => k == Other);

    private List<string?> Group(OracleFact fact)
    {
        var keys = _question.GroupBy.Select(d => fact.Values[d]).ToList();
        return _kept is null || _kept.Contains(Text(keys)) ? keys : [.. keys.Select(_ => Other)];
    }

    private bool HasData(OracleFact fact, int metric) =>
        _question.Metrics[metric].Metric.Kind != OracleKind.Level || Enumerable.Range(0, _time.Count).Any(b => fact.IsIn!(_time.End(b)));

    private OracleRow Row(List<string?> keys, int bucket) => new(bucket, keys, [.. _question.Metrics.Select((choice, m) => Value(choice, keys, bucket, m))]);

    private OracleValue Value(OracleChoice choice, List<string?> keys, int bucket, int metric)
    {
        var facts = _facts[metric].Where(f => Text(Group(f)) == Text(keys));
        if (choice.Metric.Kind != OracleKind.Level)
            return OracleValue.Of(choice, [.. facts.Where(f => _time.Bucket(f.At) == bucket)]);
        return _time.Start(bucket) >= _question.AsOfMs
            ? new OracleValue(null, 0)
            : OracleValue.Of(choice, [.. facts.Where(f => f.IsIn!(_time.End(bucket)))]);
    }

    private OracleValue[] Totals() => [.. _question.Metrics.Select((choice, m) => choice.Metric.Kind switch
    {
        OracleKind.Level when _question.FromMs >= _question.AsOfMs => new OracleValue(null, 0),
        OracleKind.Level => OracleValue.Of(choice, [.. _facts[m].Where(f => f.IsIn!(_question.ToMs))]),
        _ => OracleValue.Of(choice, _facts[m]),
    })];
}

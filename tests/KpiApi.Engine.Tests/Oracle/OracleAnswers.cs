namespace KpiApi.Engine.Tests.Oracle;

internal sealed record OracleRow(int Bucket, IReadOnlyList<string?> Keys, IReadOnlyList<OracleValue> Values);

/// <param name="IsMixed">Ratings on more than one scale: an error instead of rows.</param>
internal sealed record OracleResult(bool IsMixed, IReadOnlyList<OracleRow> Rows, int RowCount, IReadOnlyList<OracleValue> Totals);

/// <summary>Answers a question by filtering all facts again for every single number.</summary>
internal sealed class OracleAnswers
{
    private const string Other = "(other)";

    private static readonly string[] s_named =
        ["new", "open", "pending", "on_hold", "csat", "nps", "ces", "0-24h", "24-48h", "48h-7d", "7d-30d", "30d+", "never"];

    private readonly OracleQuestion _question;
    private readonly OracleDesk _desk;
    private readonly OracleTime _time;
    private readonly OracleAnswers? _previous;
    private readonly Dictionary<(OracleMetric, int?), OracleFact[]> _chosen = [];
    private HashSet<string>? _kept;
    private int?[]? _partners;

    public OracleAnswers(OracleQuestion question, OracleDesk desk)
    {
        (_question, _desk, _time) = (question, desk, new OracleTime(question));
        if (question.Previous() is { } before && before.From < before.To)
            _previous = new OracleAnswers(question with { Compare = null, FromMs = before.From, ToMs = before.To }, desk);
    }

    public static OracleResult To(OracleQuestion question, OracleDesk desk)
    {
        var answers = new OracleAnswers(question, desk);
        if (answers.IsMixed() || answers._previous?.IsMixed() == true)
            return new OracleResult(true, [], 0, []);
        if (question.Others)
            answers.Keep();
        var rows = answers.Rows();
        var page = question.Others ? rows : [.. rows.Skip(question.Offset).Take(question.Limit)];
        return new OracleResult(false, page, rows.Count, answers.Totals());
    }

    private static string Text(IEnumerable<string?> keys) => string.Join('|', keys.Select(k => k is null ? "-" : "=" + k));

    /// <summary>Of the period compared with; null when there is no such time.</summary>
    public OracleAnswers? Previous => _previous;

    public bool IsMixed() => _question.Metrics.FirstOrDefault(m => m.Metric.Name == "csat_rating") is { } ratings
        && Chosen(ratings.Metric, null).Select(f => f.Scale).Distinct().Count() > 1;

    /// <summary>The first groups of the whole period, then, while there is room, those that have data in some bucket only.</summary>
    private void Keep()
    {
        var ranking = _question with { Interval = "none", Others = false, Limit = int.MaxValue, Compare = null, OrderBy = [.. _question.OrderBy.Where(o => o.Column != "time")] };
        var ranked = To(ranking, _desk).Rows.Select(r => Text(r.Keys));
        var any = Rows().Where(r => r.Bucket == 0).OrderBy(r => r.Keys, Comparer<IReadOnlyList<string?>>.Create(CompareNames)).Select(r => Text(r.Keys));
        _kept = [.. ranked.Concat(any).Distinct().Take(_question.Limit)];
        if (_previous is not null)
            _previous._kept = _kept;
    }

    /// <summary>What a metric counts in a bucket, or in the whole period.</summary>
    private OracleFact[] Chosen(OracleMetric metric, int? bucket)
    {
        if (_chosen.TryGetValue((metric, bucket), out var known))
            return known;
        var (from, to) = bucket is { } b && !_time.IsFolded ? (_time.Start(b), _time.End(b)) : (_question.FromMs, _question.ToMs);
        var facts = _desk.Facts(metric);
        var chosen = metric.Kind switch
        {
            OracleKind.Level => facts.Where(f => f.IsIn!(to)).Select(f => f.JustBefore(to, _question.AsOfMs)),
            OracleKind.Spread => facts.Where(f => Math.Min(f.Until, to) > Math.Max(f.At, from))
                .Select(f => f with { Number = f.Number * (Math.Min(f.Until, to) - Math.Max(f.At, from)) / (f.Until - f.At) }),
            OracleKind.Retention => facts.Where(f => f.At < from && f.Until >= from).Select(f => f with { Sign = f.Until >= to ? 1 : -1 }),
            OracleKind.Churn => facts.Where(f => f.At < from && f.Until >= from).Select(f => f with { Sign = f.Until >= to ? -1 : 1 }),
            _ => facts.Where(f => f.At >= _question.FromMs && f.At < _question.ToMs && (!metric.EndsNow || f.At < _question.AsOfMs))
                .Where(f => bucket is null || _time.Bucket(f.At) == bucket),
        };
        if (_question.Business && metric.HasBusiness)
            chosen = chosen.Where(f => f.Business is not null).Select(f => f with { Number = f.Business!.Value });
        return _chosen[(metric, bucket)] = [.. chosen.Where(f => _question.Filters.All(x => x.Passes(f)))];
    }

    private List<OracleRow> Rows()
    {
        var groups = Groups().Concat(_previous?.Groups() ?? []).DistinctBy(Text).ToList();
        if (_question.GroupBy.Count == 0)
            groups = [[]];
        var rows = from keys in groups from bucket in Enumerable.Range(0, _time.Count) select Row(keys, bucket);
        var ordered = rows.OrderBy(_ => 0);
        foreach (var order in _question.OrderBy)
            ordered = Order(ordered, order);
        return [.. ordered.ThenBy(r => r.Bucket).ThenBy(r => IsOther(r.Keys)).ThenBy(r => r.Keys, Comparer<IReadOnlyList<string?>>.Create(CompareNames))];
    }

    public List<List<string?>> Groups() => [.. _question.Metrics
        .SelectMany(m => m.Metric.Quotient is { } q ? new[] { q.Above, q.Below } : [m.Metric])
        .SelectMany(m => Enumerable.Range(0, _time.Count).SelectMany(b => Chosen(m, b))).SelectMany(Groups).DistinctBy(Text)];

    /// <summary>Nulls last; statuses, kinds and bands in their own order.</summary>
    private int CompareNames(IReadOnlyList<string?> a, IReadOnlyList<string?> b)
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (a[i] != b[i])
                return a[i] is null ? 1 : b[i] is null ? -1 : CompareNames(a[i]!, b[i]!, i);
        }
        return 0;
    }

    private int CompareNames(string a, string b, int dimension)
    {
        if (_question.GroupBy[dimension] is not ("status" or "surveyKind" or "age" or "idle"))
            return string.CompareOrdinal(a, b);
        var (x, y) = (Array.IndexOf(s_named, a), Array.IndexOf(s_named, b));
        return x >= 0 && y >= 0 ? x.CompareTo(y) : string.CompareOrdinal(a, b);
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
        var byName = Comparer<string?>.Create((a, b) => a is null || b is null ? 0 : CompareNames(a, b, dimension));
        return order.Descending ? rows.ThenByDescending(r => r.Keys[dimension], byName) : rows.ThenBy(r => r.Keys[dimension], byName);
    }

    private static bool IsOther(IReadOnlyList<string?> keys) => keys.Count > 0 && keys.All(k => k == Other);

    /// <summary>Those that a fact is in: one for each of its tags, where they are asked for.</summary>
    private IEnumerable<List<string?>> Groups(OracleFact fact)
    {
        IEnumerable<List<string?>> groups = [[]];
        foreach (var dimension in _question.GroupBy)
            groups = groups.SelectMany(_ => fact.All(dimension), (keys, value) => (List<string?>)[.. keys, value]);
        return groups.Select(keys => _kept is null || _kept.Contains(Text(keys)) ? keys : [.. keys.Select(_ => Other)]);
    }

    private OracleRow Row(List<string?> keys, int bucket) => new(bucket, keys, [.. _question.Metrics.Select(choice => Compared(choice, keys, bucket))]);

    private OracleValue Compared(OracleChoice choice, List<string?> keys, int bucket)
    {
        var value = Value(choice, keys, bucket);
        if (_question.Compare is null)
            return value;
        _partners ??= _time.Partners(_previous?._time, _question);
        return value.ComparedWith(_partners[bucket] is { } partner ? _previous!.Value(choice, keys, partner) : null);
    }

    /// <param name="keys">Null for all groups.</param>
    /// <param name="bucket">Null for the whole period.</param>
    public OracleValue Value(OracleChoice choice, List<string?>? keys, int? bucket)
    {
        var isState = choice.Metric.Kind is OracleKind.Level or OracleKind.Retention or OracleKind.Churn;
        if (isState && (bucket is { } b ? _time.Start(b) : _question.FromMs) >= _question.AsOfMs)
            return new OracleValue(null, 0);
        OracleFact[] Of(OracleMetric metric) => [.. Chosen(metric, bucket).Where(f => keys is null || Groups(f).Any(group => Text(group) == Text(keys)))];
        return choice.Metric.Quotient is { } quotient
            ? OracleValue.Divided(choice.Metric, Of(quotient.Above), Of(quotient.Below))
            : OracleValue.Of(choice, Of(choice.Metric));
    }

    private OracleValue[] Totals() => [.. _question.Metrics.Select(choice =>
        _question.Compare is null ? Value(choice, null, null) : Value(choice, null, null).ComparedWith(_previous?.Value(choice, null, null)))];
}

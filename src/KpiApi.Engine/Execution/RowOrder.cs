using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution;

/// <summary>
/// As the query orders, then by time, then by the names of the groups. Nulls come last whichever way a column is sorted, and
/// <c>(other)</c> after the groups that are named (of its time, where time comes first).
/// </summary>
internal sealed class RowOrder(KpiQuery query, Func<RowRef, int, KpiValue> value)
{
    private readonly Dictionary<(int Group, int Bucket, int Metric), decimal?> _values = [];
    private readonly (int Metric, int Dimension, bool Descending)[] _columns = [.. query.OrderBy.Select(o => (
        query.Metrics.ToList().FindIndex(m => m.Name == o.Column),
        query.GroupBy.ToList().FindIndex(d => DimensionNames.Name(d) == o.Column),
        o.Descending))];

    public int Compare(RowRef a, RowRef b)
    {
        foreach (var (metric, dimension, descending) in _columns)
        {
            var order = metric < 0 && dimension < 0 ? CompareByTime(a, b, descending) : a.IsOther.CompareTo(b.IsOther);
            if (order == 0 && metric >= 0)
                order = Compare(Value(a, metric), Value(b, metric), descending);
            else if (order == 0 && dimension >= 0)
                order = Compare(a.Names[dimension], b.Names[dimension], descending);
            if (order != 0)
                return order;
        }
        return CompareByTimeAndNames(a, b);
    }

    private static int CompareByTime(RowRef a, RowRef b, bool descending) =>
        descending ? b.Bucket.CompareTo(a.Bucket) : a.Bucket.CompareTo(b.Bucket);

    private static int CompareByTimeAndNames(RowRef a, RowRef b)
    {
        var order = a.Bucket.CompareTo(b.Bucket);
        if (order == 0)
            order = a.IsOther.CompareTo(b.IsOther);
        for (var i = 0; order == 0 && i < a.Names.Length; i++)
            order = Compare(a.Names[i], b.Names[i], false);
        return order;
    }

    private decimal? Value(RowRef row, int metric)
    {
        if (!_values.TryGetValue((row.Group, row.Bucket, metric), out var known))
            _values[(row.Group, row.Bucket, metric)] = known = value(row, metric).Value;
        return known;
    }

    private static int Compare(decimal? a, decimal? b, bool descending) =>
        a is null || b is null ? (a is null).CompareTo(b is null) : descending ? b.Value.CompareTo(a.Value) : a.Value.CompareTo(b.Value);

    private static int Compare(string? a, string? b, bool descending)
    {
        if (a is null || b is null)
            return (a is null).CompareTo(b is null);
        return descending ? string.CompareOrdinal(b, a) : string.CompareOrdinal(a, b);
    }
}

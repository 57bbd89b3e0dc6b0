using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>
/// As the query orders, then by time, then by the names of the groups. Nulls come last whichever way a column is sorted, and
/// <c>(other)</c> after the groups that are named (of its time, where time comes first).
/// </summary>
/// <param name="keys">The names of the groups.</param>
/// <param name="cancel">Seen every few thousand comparisons.</param>
internal sealed class RowOrder(KpiQuery query, GroupKeys keys, CancellationToken cancel = default)
{
    private readonly (int Metric, int Dimension, bool Descending)[] _columns = [.. query.OrderBy.Select(o => (
        query.Metrics.ToList().FindIndex(m => m.Name == o.Column),
        query.GroupBy.ToList().FindIndex(d => DimensionNames.Name(d) == o.Column),
        o.Descending))];

    /// <summary>When fewer than one row in this many is asked for, a heap is faster than sorting all.</summary>
    private const int WorthSorting = 4;

    private const int ComparisonsALook = (1 << 12) - 1;

    /// <summary>The values that a row is sorted by, made once a row and not once a comparison.</summary>
    /// <param name="value">Of a metric of the row.</param>
    public decimal?[] SortValues(Func<int, decimal?> value) =>
        Array.Exists(_columns, c => c.Metric >= 0) ? [.. _columns.Select(c => c.Metric < 0 ? null : value(c.Metric))] : [];

    /// <summary>Names with an order of their own (the bands of an age), a list a group; empty ones are sorted as text.</summary>
    private readonly IReadOnlyList<string>[] _fixedNames = [.. query.GroupBy.Select(d => d.Attribute is null ? FixedNames.Of(DimensionDictionary.Of(d.Kind)) : [])];

    private int _comparisons;

    /// <summary>The first <paramref name="count"/> rows in order. A few of many are kept in a heap, so that the rest is never sorted.</summary>
    public List<RowRef> First(List<RowRef> rows, int count)
    {
        try
        {
            return FirstOf(rows, count);
        }
        catch (InvalidOperationException failure) when (failure.InnerException is OperationCanceledException)
        {
            // What a comparison throws, sorting wraps.
            throw new OperationCanceledException(failure.Message, failure, cancel);
        }
    }

    private List<RowRef> FirstOf(List<RowRef> rows, int count)
    {
        if (count >= rows.Count / WorthSorting)
        {
            rows.Sort(Compare);
            return count < rows.Count ? rows[..count] : rows;
        }
        var last = Comparer<RowRef>.Create((a, b) => Compare(b, a));
        var first = new PriorityQueue<RowRef, RowRef>(rows.Take(count).Select(r => (r, r)), last);
        foreach (var row in rows.Skip(count))
            first.EnqueueDequeue(row, row);
        List<RowRef> ordered = [.. first.UnorderedItems.Select(i => i.Element)];
        ordered.Sort(Compare);
        return ordered;
    }

    public int Compare(RowRef a, RowRef b)
    {
        if ((++_comparisons & ComparisonsALook) == 0)
            cancel.ThrowIfCancellationRequested();
        for (var column = 0; column < _columns.Length; column++)
        {
            var (metric, dimension, descending) = _columns[column];
            var order = metric < 0 && dimension < 0 ? CompareByTime(a, b, descending) : a.IsOther.CompareTo(b.IsOther);
            if (order == 0 && metric >= 0)
                order = Compare(a.SortValues[column], b.SortValues[column], descending);
            else if (order == 0 && dimension >= 0)
                order = CompareNames(a, b, dimension, descending);
            if (order != 0)
                return order;
        }
        return CompareByTimeAndNames(a, b);
    }

    private static int CompareByTime(RowRef a, RowRef b, bool descending) =>
        descending ? b.Bucket.CompareTo(a.Bucket) : a.Bucket.CompareTo(b.Bucket);

    private int CompareByTimeAndNames(RowRef a, RowRef b)
    {
        var order = a.Bucket.CompareTo(b.Bucket);
        if (order == 0)
            order = a.IsOther.CompareTo(b.IsOther);
        for (var i = 0; order == 0 && i < query.GroupBy.Count; i++)
            order = CompareNames(a, b, i, false);
        return order;
    }

    private static int Compare(decimal? a, decimal? b, bool descending) =>
        a is null || b is null ? (a is null).CompareTo(b is null) : descending ? b.Value.CompareTo(a.Value) : a.Value.CompareTo(b.Value);

    private int CompareNames(RowRef a, RowRef b, int dimension, bool descending)
    {
        if (a.IsOther || b.IsOther)
            return 0;
        var (x, y, names) = (keys.Name(a.Key, dimension), keys.Name(b.Key, dimension), _fixedNames[dimension]);
        if (x is null || y is null)
            return (x is null).CompareTo(y is null);
        var order = names.Count == 0 ? string.CompareOrdinal(x, y) : Place(names, x).CompareTo(Place(names, y));
        return descending ? -order : order;
    }

    private static int Place(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        return names.Count;
    }
}

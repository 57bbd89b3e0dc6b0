using System.Buffers;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>
/// As the query orders, then by time, then by the names of the groups. Nulls come last whichever way a column is sorted, and
/// <c>(other)</c> after the groups that are named (of its time, where time comes first). Rows are numbered group × buckets + bucket.
/// </summary>
/// <param name="keys">The names of the groups.</param>
/// <param name="groups">Each has a row a bucket.</param>
/// <param name="buckets">How many buckets there are.</param>
/// <param name="cancel">Seen every few thousand rows and comparisons.</param>
internal sealed class RowOrder(KpiQuery query, GroupKeys keys, List<ulong> groups, int buckets, CancellationToken cancel)
{
    /// <summary>When fewer than one row in this many is asked for, a heap is faster than sorting all.</summary>
    private const int WorthSorting = 4;

    private const int RowsALook = (1 << 12) - 1;

    private readonly (int Metric, int Dimension, bool Descending)[] _columns = [.. query.OrderBy.Select(o => (
        query.Metrics.ToList().FindIndex(m => m.Name == o.Column),
        query.GroupBy.ToList().FindIndex(d => DimensionNames.Name(d) == o.Column),
        o.Descending))];

    /// <summary>Names with an order of their own (the bands of an age), a list a group; empty ones are sorted as text.</summary>
    private readonly IReadOnlyList<string>[] _fixedNames = [.. query.GroupBy.Select(d => d.Attribute is null ? FixedNames.Of(DimensionDictionary.Of(d.Kind)) : [])];

    /// <summary>By column and row, where the column is a metric: made once a row and not once a comparison. As they sort: smallest first, nulls last.</summary>
    private readonly Int128[][] _values = [.. query.OrderBy.Select(_ => Array.Empty<Int128>())];

    private readonly bool _hasOther = groups.Contains(GroupIds.OtherKey);

    private int _looks;

    /// <summary>The first rows in order. A few of many are kept in a heap, so that the rest is not sorted.</summary>
    /// <param name="count">How many, at most.</param>
    /// <param name="value">Of a group in a bucket, by the place of the metric in the query; in any unit.</param>
    public int[] First(int count, Func<ulong, int, int, Int128?> value)
    {
        try
        {
            for (var column = 0; column < _columns.Length; column++)
            {
                if (_columns[column].Metric >= 0)
                    _values[column] = Values(_columns[column].Metric, _columns[column].Descending, value);
            }
            var total = groups.Count * buckets;
            return count >= total / WorthSorting ? Sorted(Enumerable.Range(0, total), count) : FewOf(total, count);
        }
        catch (InvalidOperationException failure) when (failure.InnerException is OperationCanceledException)
        {
            // What a comparison throws, sorting wraps.
            throw new OperationCanceledException(failure.Message, failure, cancel);
        }
        finally
        {
            foreach (var values in _values)
                ArrayPool<Int128>.Shared.Return(values);
        }
    }

    private Int128[] Values(int metric, bool descending, Func<ulong, int, int, Int128?> value)
    {
        var (values, row) = (ArrayPool<Int128>.Shared.Rent(groups.Count * buckets), 0);
        foreach (var group in groups)
        {
            for (var bucket = 0; bucket < buckets; bucket++)
            {
                Look();
                values[row++] = value(group, bucket, metric) is { } known ? descending ? -known : known : Int128.MaxValue;
            }
        }
        return values;
    }

    private int[] Sorted(IEnumerable<int> rows, int count)
    {
        int[] sorted = [.. rows];
        Array.Sort(sorted, Compare);
        return count < sorted.Length ? sorted[..count] : sorted;
    }

    private int[] FewOf(int total, int count)
    {
        var first = new PriorityQueue<int, int>(count, Comparer<int>.Create((a, b) => Compare(b, a)));
        // Most rows are out by their first value.
        var values = _hasOther || _values.Length == 0 ? [] : _values[0];
        for (var row = 0; row < total; row++)
        {
            if (first.Count < count)
                first.Enqueue(row, row);
            else if (count > 0 && (values.Length == 0 || values[row] <= values[first.Peek()]) && Compare(row, first.Peek()) < 0)
                first.DequeueEnqueue(row, row);
        }
        return Sorted(first.UnorderedItems.Select(item => item.Element), count);
    }

    private int Compare(int a, int b)
    {
        Look();
        for (var column = 0; column < _columns.Length; column++)
        {
            var (metric, dimension, descending) = _columns[column];
            var order = metric < 0 && dimension < 0 ? CompareByTime(a, b, descending) : CompareOther(a, b);
            if (order == 0 && metric >= 0)
                order = _values[column][a].CompareTo(_values[column][b]);
            else if (order == 0 && dimension >= 0)
                order = CompareNames(a, b, dimension, descending);
            if (order != 0)
                return order;
        }
        return CompareByTimeAndNames(a, b);
    }

    private int CompareByTime(int a, int b, bool descending) => descending ? (b % buckets).CompareTo(a % buckets) : (a % buckets).CompareTo(b % buckets);

    private int CompareByTimeAndNames(int a, int b)
    {
        var order = CompareByTime(a, b, false);
        if (order == 0)
            order = CompareOther(a, b);
        for (var i = 0; order == 0 && i < query.GroupBy.Count; i++)
            order = CompareNames(a, b, i, false);
        return order;
    }

    private int CompareNames(int a, int b, int dimension, bool descending)
    {
        if (_hasOther && (IsOther(a) || IsOther(b)))
            return 0;
        var (x, y, names) = (keys.Name(Group(a), dimension), keys.Name(Group(b), dimension), _fixedNames[dimension]);
        if (x is null || y is null)
            return (x is null).CompareTo(y is null);
        var order = names.Count == 0 ? string.CompareOrdinal(x, y) : Place(names, x).CompareTo(Place(names, y));
        return descending ? -order : order;
    }

    private ulong Group(int row) => groups[row / buckets];

    private int CompareOther(int a, int b) => _hasOther ? IsOther(a).CompareTo(IsOther(b)) : 0;

    private bool IsOther(int row) => Group(row) == GroupIds.OtherKey;

    private void Look()
    {
        if ((++_looks & RowsALook) == 0)
            cancel.ThrowIfCancellationRequested();
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

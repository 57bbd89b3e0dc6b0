using System.Buffers;
using System.Runtime.Intrinsics;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>
/// Group interning: numbers the groups of one worker from 0. While the keys are few a key is its own number; otherwise they are numbered in the
/// order in which they appear.
/// </summary>
internal sealed class GroupIds
{
    /// <summary>Up to this many cells an array over all keys is cheaper than looking keys up.</summary>
    public const int DenseCells = 1 << 19;

    /// <summary>The same for all accumulators together.</summary>
    public const int DenseStates = 1 << 21;

    /// <summary>Stands for all keys that were folded into one group.</summary>
    public const ulong OtherKey = ulong.MaxValue;

    private readonly GroupKeys _keys;
    private readonly Dictionary<ulong, int>? _numbers;
    private readonly List<ulong> _numbered = [];
    private readonly bool _folds;
    private ulong[] _rowKeys = [];
    private ulong[] _expandedKeys = [];

    /// <param name="keys">How codes make a key.</param>
    /// <param name="buckets">Cells a group has.</param>
    /// <param name="topGroups">With these, every other key is one more group, the last: <c>(other)</c>.</param>
    /// <param name="denseCells">Cells that an array over all keys may have.</param>
    public GroupIds(GroupKeys keys, int buckets, IReadOnlyList<ulong>? topGroups, long denseCells = DenseCells)
    {
        _keys = keys;
        var isDense = topGroups is null && keys.Count <= (ulong)Math.Max(1, denseCells / buckets);
        _numbers = isDense ? null : [];
        foreach (var key in topGroups ?? [])
            Number(key);
        _folds = topGroups is not null;
        if (_folds)
            _numbered.Add(OtherKey);
    }

    /// <summary>True when every key is its own number.</summary>
    public bool AreKeys => _numbers is null;

    /// <summary>True when other workers number the same keys alike.</summary>
    public bool AreShared => _numbers is null || _folds;

    /// <summary>Groups numbered so far.</summary>
    public int Count => _numbers is null ? (int)_keys.Count : _numbered.Count;

    /// <summary>The key of a group; <see cref="OtherKey"/> for the folded rest.</summary>
    public ulong Key(int group) => _numbers is null ? (ulong)group : _numbered[group];

    /// <summary>The number of a key; null when it has none.</summary>
    public int? Find(ulong key) => _numbers is null ? (int)key : key == OtherKey && _folds ? _numbered.Count - 1 : _numbers.TryGetValue(key, out var group) ? group : null;

    /// <summary>The number of a key; a new one gets the next, or that of the folded rest.</summary>
    public int Number(ulong key)
    {
        if (_numbers is null)
            return (int)key;
        if (_numbers.TryGetValue(key, out var group))
            return group;
        if (_folds)
            return _numbered.Count - 1;
        _numbers[key] = group = _numbered.Count;
        _numbered.Add(key);
        return group;
    }

    /// <summary>Writes the group of each row to <paramref name="groups"/>.</summary>
    public void Assign(ChunkReader reader, FactTable table, IReadOnlyList<GroupColumn> columns, ReadOnlySpan<int> rows, Span<int> groups)
    {
        if (columns.Count == 0)
            groups[..rows.Length].Clear();
        else if (_numbers is null)
            AssignDense(reader, table, columns, rows, groups);
        else
        {
            var keys = Keys(reader, table, columns, rows);
            for (var i = 0; i < keys.Length; i++)
                groups[i] = Number(keys[i]);
        }
    }

    /// <summary>Whether one row can be in several groups: it is in that of each of its tags.</summary>
    public static bool AreExpanded(IReadOnlyList<GroupColumn> columns) => columns.Any(column => column.Sets is not null);

    /// <summary>True for the group of all keys that were folded. A row of two such keys is in it once, and the caller sees to that.</summary>
    public bool IsFolded(int group) => _folds && group == _numbered.Count - 1;

    /// <summary>
    /// Puts each row once for each of its tags in the place of the first <paramref name="count"/> rows, in their order, and the group of each beside it.
    /// </summary>
    /// <returns>How many there are now.</returns>
    public int Expand(ScanBuffers buffers, FactTable table, IReadOnlyList<GroupColumn> columns, int count)
    {
        var keys = ExpandedKeys(buffers, table, columns, count);
        var (rows, groups, kept, folded) = (buffers.Rows, buffers.Cells, 0, -1);
        for (var i = 0; i < keys.Length; i++)
        {
            var group = Number(keys[i]);
            if (IsFolded(group))
            {
                if (rows[i] == folded)
                    continue;
                folded = rows[i];
            }
            rows[kept] = rows[i];
            groups[kept++] = group;
        }
        return kept;
    }

    /// <summary>As <see cref="Expand"/>, but with the keys of the rows, as <see cref="Keys"/> has them.</summary>
    public ReadOnlySpan<ulong> ExpandedKeys(ScanBuffers buffers, FactTable table, IReadOnlyList<GroupColumn> columns, int count)
    {
        var tags = columns.Index().Single(column => column.Item.Sets is not null);
        var keys = Keys(buffers.Reader, table, columns, buffers.Rows.AsSpan(0, count));
        var codes = buffers.Reader.Codes(tags.Item.Field!, table, buffers.Rows.AsSpan(0, count));
        var (sets, stride) = (tags.Item.Sets!, _keys.Strides[tags.Index]);
        var total = 0;
        for (var i = 0; i < count; i++)
            total += Math.Max(1, sets.Members(codes[buffers.Rows[i]]).Length);
        buffers.MakeRoom(total);
        if (_expandedKeys.Length < total)
            _expandedKeys = new ulong[Math.Max(total, 2 * _expandedKeys.Length)];
        // From the last to the first: no row is written over before it is read.
        for (int i = count - 1, to = total; i >= 0; i--)
        {
            var row = buffers.Rows[i];
            var members = sets.Members(codes[row]);
            if (members.IsEmpty)
                (buffers.Rows[--to], _expandedKeys[to]) = (row, keys[i]);
            for (var member = members.Length - 1; member >= 0; member--)
                (buffers.Rows[--to], _expandedKeys[to]) = (row, keys[i] + (ulong)members[member] * stride);
        }
        return _expandedKeys.AsSpan(0, total);
    }

    /// <summary>The key of each row; a column without a field, and that of tags, adds nothing. The result is valid until the next call.</summary>
    public ReadOnlySpan<ulong> Keys(ChunkReader reader, FactTable table, IReadOnlyList<GroupColumn> columns, ReadOnlySpan<int> rows)
    {
        if (_rowKeys.Length < rows.Length)
            _rowKeys = new ulong[rows.Length];
        var keys = _rowKeys.AsSpan(0, rows.Length);
        keys.Clear();
        for (var c = 0; c < columns.Count; c++)
        {
            if (columns[c] is not { Field: { } field, Sets: null })
                continue;
            var codes = reader.Codes(field, table, rows);
            var (values, stride) = (columns[c].Lookup?.Values, _keys.Strides[c]);
            for (var i = 0; i < rows.Length; i++)
                keys[i] += (ulong)(values is null ? codes[rows[i]] : values[codes[rows[i]]]) * stride;
        }
        return keys;
    }

    private void AssignDense(ChunkReader reader, FactTable table, IReadOnlyList<GroupColumn> columns, ReadOnlySpan<int> rows, Span<int> groups)
    {
        groups = groups[..rows.Length];
        groups.Clear();
        var rented = ArrayPool<int>.Shared.Rent(rows.Length);
        var codes = rented.AsSpan(0, rows.Length);
        for (var c = 0; c < columns.Count; c++)
        {
            if (columns[c].Lookup is null && RowSelection.AreFirst(rows))
            {
                AddScaled(reader.Codes(columns[c].Field!, table)[..rows.Length], (int)_keys.Strides[c], groups);
                continue;
            }
            reader.Gather(columns[c].Field!, table, rows, codes);
            if (columns[c].Lookup is { Values: var values })
            {
                foreach (ref var code in codes)
                    code = values[code];
            }
            AddScaled(codes, (int)_keys.Strides[c], groups);
        }
        ArrayPool<int>.Shared.Return(rented);
    }

    private static void AddScaled(ReadOnlySpan<int> codes, int stride, Span<int> groups)
    {
        var (strides, i) = (Vector256.Create(stride), 0);
        for (; i <= codes.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            (Vector256.Create(codes[i..]) * strides + Vector256.Create<int>(groups[i..])).CopyTo(groups[i..]);
        for (; i < codes.Length; i++)
            groups[i] += codes[i] * stride;
    }
}

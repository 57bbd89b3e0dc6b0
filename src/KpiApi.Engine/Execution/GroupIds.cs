using KpiApi.Engine.Columns;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>Numbers the groups of one worker from 0. While the keys are few a key is its own number; else they are numbered as they are met.</summary>
internal sealed class GroupIds
{
    /// <summary>Up to this many cells an array over all keys is cheaper than looking keys up.</summary>
    public const int DenseCells = 1 << 19;

    private readonly GroupKeys _keys;
    private readonly Dictionary<ulong, int>? _known;
    private readonly List<ulong> _met = [];
    private readonly bool _folds;
    private ulong[] _rowKeys = [];

    /// <param name="keys">How codes make a key.</param>
    /// <param name="buckets">Cells a group has.</param>
    /// <param name="kept">With these, every other key is one more group, the last: <c>(other)</c>.</param>
    public GroupIds(GroupKeys keys, int buckets, IReadOnlyList<ulong>? kept)
    {
        _keys = keys;
        _folds = kept is not null;
        var dense = kept is null && keys.Count <= (ulong)(DenseCells / Math.Min(buckets, DenseCells));
        _known = dense ? null : [];
        foreach (var key in kept ?? [])
            Number(key);
        if (_folds)
            _met.Add(ulong.MaxValue);
    }

    /// <summary>True when other workers number the same keys alike.</summary>
    public bool AreShared => _known is null || _folds;

    /// <summary>Groups numbered so far.</summary>
    public int Count => _known is null ? (int)_keys.Count : _met.Count;

    /// <summary>The key of a group; <see cref="ulong.MaxValue"/> for the folded rest.</summary>
    public ulong Key(int group) => _known is null ? (ulong)group : _met[group];

    /// <summary>The number of a key, new ones included.</summary>
    public int Number(ulong key)
    {
        if (_known is null)
            return (int)key;
        if (_known.TryGetValue(key, out var group))
            return group;
        _known[key] = group = _met.Count;
        _met.Add(key);
        return group;
    }

    /// <summary>Writes the group of each row to <paramref name="groups"/>.</summary>
    public void Assign(ChunkReader reader, FactTable table, IReadOnlyList<CodeField> fields, ReadOnlySpan<int> rows, Span<int> groups)
    {
        if (fields.Count == 0)
        {
            groups[..rows.Length].Clear();
            return;
        }
        if (_known is null)
        {
            AssignDense(reader, table, fields, rows, groups);
            return;
        }
        if (_rowKeys.Length < rows.Length)
            _rowKeys = new ulong[rows.Length];
        var keys = _rowKeys.AsSpan(0, rows.Length);
        keys.Clear();
        for (var f = 0; f < fields.Count; f++)
        {
            var codes = reader.Codes(fields[f], table);
            for (var i = 0; i < rows.Length; i++)
                keys[i] += (ulong)codes[rows[i]] * _keys.Strides[f];
        }
        for (var i = 0; i < keys.Length; i++)
            groups[i] = _folds ? _known.GetValueOrDefault(keys[i], _met.Count - 1) : Number(keys[i]);
    }

    private void AssignDense(ChunkReader reader, FactTable table, IReadOnlyList<CodeField> fields, ReadOnlySpan<int> rows, Span<int> groups)
    {
        for (var f = 0; f < fields.Count; f++)
        {
            var codes = reader.Codes(fields[f], table);
            var stride = (int)_keys.Strides[f];
            for (var i = 0; i < rows.Length; i++)
                groups[i] = (f == 0 ? 0 : groups[i]) + codes[rows[i]] * stride;
        }
    }
}

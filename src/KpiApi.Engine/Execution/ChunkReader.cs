using System.Buffers;
using KpiApi.Engine.Columns;

namespace KpiApi.Engine.Execution;

/// <summary>
/// Decodes the columns of one chunk at a time, each at most once, into arrays that one worker uses again for the next chunk.
/// A ticket's column can be read from any table: each of its rows then shows the value of its owner.
/// </summary>
internal sealed class ChunkReader : IDisposable
{
    private readonly Slot<long>[] _longs = NewSlots<long>(FactSchema.Longs.Count);
    private readonly Slot<int>[] _codes = NewSlots<int>(FactSchema.Codes.Count);
    private readonly Slot<int>[] _owners = NewSlots<int>(1);
    private FactChunk _chunk = FactChunk.Empty;
    private int _serial;

    public FactChunk Chunk => _chunk;

    /// <summary>The place of the chunk's first owner among all owners.</summary>
    public int FirstOwner { get; private set; }

    public void Open(FactChunk chunk, int index)
    {
        _chunk = chunk;
        FirstOwner = index * FactChunk.Capacity;
        _serial++;
    }

    /// <summary>A number for each row of <paramref name="table"/>.</summary>
    public ReadOnlySpan<long> Longs(LongField field, FactTable table)
    {
        ref var slot = ref _longs[field.Ordinal * FactSchema.Tables.Count + (int)table];
        var rows = _chunk.RowCount(table);
        if (slot.IsStale(_serial, rows))
        {
            if (field.Table == table)
                _chunk.Long(field).Decode(slot.Values);
            else
                Spread(Longs(field, FactTable.Tickets), Owners(table), slot.Values);
        }
        return slot.Values.AsSpan(0, rows);
    }

    /// <summary>A code for each row of <paramref name="table"/>.</summary>
    public ReadOnlySpan<int> Codes(CodeField field, FactTable table)
    {
        ref var slot = ref _codes[field.Ordinal * FactSchema.Tables.Count + (int)table];
        var rows = _chunk.RowCount(table);
        if (slot.IsStale(_serial, rows))
        {
            if (field.Table == table)
                _chunk.Codes(field).Decode(slot.Values);
            else
                Spread(Codes(field, FactTable.Tickets), Owners(table), slot.Values);
        }
        return slot.Values.AsSpan(0, rows);
    }

    /// <summary>For each row its owner's place in the chunk.</summary>
    public ReadOnlySpan<int> Owners(FactTable table)
    {
        ref var slot = ref _owners[(int)table];
        var rows = _chunk.RowCount(table);
        if (slot.IsStale(_serial, rows))
            _chunk.Owners(table).Decode(slot.Values);
        return slot.Values.AsSpan(0, rows);
    }

    public void Dispose()
    {
        Return(_longs);
        Return(_codes);
        Return(_owners);
    }

    private static Slot<T>[] NewSlots<T>(int fields) => new Slot<T>[fields * FactSchema.Tables.Count];

    private static void Spread<T>(ReadOnlySpan<T> byOwner, ReadOnlySpan<int> owners, T[] rows)
    {
        for (var i = 0; i < owners.Length; i++)
            rows[i] = byOwner[owners[i]];
    }

    private static void Return<T>(Slot<T>[] slots)
    {
        foreach (var slot in slots)
        {
            if (slot.Values is { Length: > 0 } values)
                ArrayPool<T>.Shared.Return(values);
        }
    }

    /// <summary>A decoded column and the chunk that it is of.</summary>
    private struct Slot<T>
    {
        private int _serial;

        public T[] Values { get; private set; }

        /// <summary>True when the values must be decoded; there is room for them then.</summary>
        public bool IsStale(int serial, int rows)
        {
            if (_serial == serial)
                return false;
            _serial = serial;
            if (Values is null || Values.Length < rows)
            {
                if (Values is { Length: > 0 })
                    ArrayPool<T>.Shared.Return(Values);
                Values = ArrayPool<T>.Shared.Rent(Math.Max(rows, FactChunk.Capacity));
            }
            return true;
        }
    }
}

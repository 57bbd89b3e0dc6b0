using System.Buffers;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>
/// Decodes the columns of one chunk at a time, each at most once, into arrays that one worker uses again for the next chunk.
/// A ticket's column can be read from any table: each of its rows then shows the value of its owner.
/// </summary>
/// <param name="fast">Rows of one code are looked up.</param>
internal sealed class ChunkReader(bool fast = false) : IDisposable
{
    private readonly Slot<long>[] _longs = NewSlots<long>(FactSchema.Longs.Count);
    private readonly Slot<int>[] _codes = NewSlots<int>(FactSchema.Codes.Count);
    private readonly Slot<int>[] _owners = NewSlots<int>(1);
    private FactChunk _chunk = FactChunk.Empty;
    private int _serial;

    public FactChunk Chunk => _chunk;

    /// <summary>The place of the chunk's first owner among all owners.</summary>
    public int FirstOwner { get; private set; }

    /// <summary>What is decoded stays while the same chunk is opened again.</summary>
    public void Open(FactChunk chunk, int index)
    {
        if (ReferenceEquals(chunk, _chunk) && FirstOwner == index * FactChunk.Capacity)
            return;
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

    /// <summary>As above, but only the rows named have their values: when they are few, the others need not be decoded.</summary>
    public ReadOnlySpan<long> Longs(LongField field, FactTable table, ReadOnlySpan<int> rows)
    {
        ref var slot = ref _longs[field.Ordinal * FactSchema.Tables.Count + (int)table];
        if (slot.IsFresh(_serial) || !AreFew(rows, table))
            return Longs(field, table);
        slot.MakeRoom(_chunk.RowCount(table));
        _chunk.Long(field).Decode(rows, field.Table == table ? [] : Owners(table, rows), slot.Values);
        return slot.Values;
    }

    public ReadOnlySpan<int> Codes(CodeField field, FactTable table, ReadOnlySpan<int> rows)
    {
        ref var slot = ref _codes[field.Ordinal * FactSchema.Tables.Count + (int)table];
        if (slot.IsFresh(_serial) || !AreFew(rows, table))
            return Codes(field, table);
        slot.MakeRoom(_chunk.RowCount(table));
        _chunk.Codes(field).Decode(rows, field.Table == table ? [] : Owners(table, rows), slot.Values);
        return slot.Values;
    }

    /// <summary>Writes the codes of rows side by side, without decoding the others.</summary>
    public void Gather(CodeField field, FactTable table, ReadOnlySpan<int> rows, Span<int> codes)
    {
        if (field.Table == table)
        {
            _chunk.Codes(field).Gather(rows, codes);
            return;
        }
        _chunk.Owners(table).Gather(rows, codes);
        _chunk.Codes(field).Gather(codes[..rows.Length], codes);
    }

    /// <summary>Writes the rows whose code passes to the front of <paramref name="rows"/>, ascending, and returns how many they are.</summary>
    public int Select(CodeField field, CodeSet codes, Span<int> rows) => fast ? _chunk.Codes(field).Lookup(codes, rows) : _chunk.Codes(field).Select(codes, rows);

    public ReadOnlySpan<int> Owners(FactTable table, ReadOnlySpan<int> rows)
    {
        ref var slot = ref _owners[(int)table];
        if (slot.IsFresh(_serial) || !AreFew(rows, table))
            return Owners(table);
        slot.MakeRoom(_chunk.RowCount(table));
        _chunk.Owners(table).Decode(rows, [], slot.Values);
        return slot.Values;
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

    /// <summary>Decoding all in a stretch costs a row about a sixth of what decoding single ones does.</summary>
    private bool AreFew(ReadOnlySpan<int> rows, FactTable table) => rows.Length < _chunk.RowCount(table) / 6;

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
            MakeRoom(rows);
            return true;
        }

        /// <summary>True when all values of the open chunk are decoded.</summary>
        public readonly bool IsFresh(int serial) => _serial == serial;

        public void MakeRoom(int rows)
        {
            if (Values is not null && Values.Length >= rows)
                return;
            if (Values is { Length: > 0 })
                ArrayPool<T>.Shared.Return(Values);
            Values = ArrayPool<T>.Shared.Rent(Math.Max(rows, FactChunk.Capacity));
        }
    }
}

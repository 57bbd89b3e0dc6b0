using System.Runtime.CompilerServices;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>Reads a <see cref="RowValue"/> of the rows of a batch.</summary>
internal readonly ref struct ValueReader
{
    private readonly ReadOnlySpan<long> _values;
    private readonly ReadOnlySpan<long> _since;

    public ValueReader(scoped in RowBatch batch, RowValue value)
    {
        _values = batch.Longs(value.Field);
        _since = value.Since is null ? [] : batch.Longs(value.Since);
    }

    /// <summary>False when the row has no such number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(int row, out long number)
    {
        number = _values[row];
        if (number == LongColumn.Null)
            return false;
        if (!_since.IsEmpty)
            number -= _since[row];
        return true;
    }
}

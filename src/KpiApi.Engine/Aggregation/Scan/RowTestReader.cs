using System.Runtime.CompilerServices;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>Asks a <see cref="RowTest"/> of rows of the open chunk.</summary>
internal readonly ref struct RowTestReader
{
    private readonly ReadOnlySpan<int> _codes;
    private readonly ulong _set;
    private readonly ValueReader _values;
    private readonly long _least;
    private readonly long _most;
    private readonly bool _isNumber;

    /// <param name="rows">Those that will be asked.</param>
    public RowTestReader(ChunkReader reader, FactTable table, ReadOnlySpan<int> rows, RowTest test)
    {
        if (test is CodeTest codes)
        {
            _codes = reader.Codes(codes.Field, table, rows);
            _set = codes.Codes;
        }
        else if (test is NumberTest numbers)
        {
            _values = new ValueReader(new RowBatch(reader, table, rows, [], 1), numbers.Value);
            (_least, _most, _isNumber, _set) = (numbers.Least, numbers.Most, true, 0);
            if (numbers.And is { } and)
                {
                _codes = reader.Codes(and.Field, table, rows);
                _set = and.Codes;
            }
        }
    }

    /// <summary>1 when the row passes, else 0: to be added without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count(int row) => _isNumber ? CountNumber(row) : (int)(_set >> _codes[row] & 1);

    private int CountNumber(int row) => (_codes.IsEmpty || (_set >> _codes[row] & 1) != 0) && _values.TryRead(row, out var number) && number >= _least && number <= _most ? 1 : 0;
}

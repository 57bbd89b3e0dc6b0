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
    private readonly bool _isCode;

    // Of tests that are more than one code.
    private readonly ReadOnlySpan<int> _moreCodes;
    private readonly ulong _moreSet;
    private readonly bool _hasNumber;
    private readonly ValueReader _values;
    private readonly long _least;
    private readonly long _most;

    /// <param name="rows">Those that will be asked.</param>
    public RowTestReader(ChunkReader reader, FactTable table, ReadOnlySpan<int> rows, RowTest test)
    {
        _isCode = test is CodeTest;
        var ofCodes = test is NumberTest number ? number.And : test;
        if ((ofCodes as CodeTest ?? (ofCodes as BothTest)?.First) is { } codes)
        {
            _codes = reader.Codes(codes.Field, table, rows);
            _set = codes.Codes;
        }
        if ((ofCodes as BothTest)?.Second is { } more)
        {
            _moreCodes = reader.Codes(more.Field, table, rows);
            _moreSet = more.Codes;
        }
        if (test is NumberTest numbers)
        {
            _values = new ValueReader(new RowBatch(reader, table, rows, [], 1), numbers.Value);
            (_hasNumber, _least, _most) = (true, numbers.Least, numbers.Most);
        }
    }

    /// <summary>1 when the row passes, else 0: to be added without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count(int row) => _isCode ? (int)(_set >> _codes[row] & 1) : CountAll(row);

    private int CountAll(int row)
    {
        var passes = (_codes.IsEmpty || (_set >> _codes[row] & 1) != 0) && (_moreCodes.IsEmpty || (_moreSet >> _moreCodes[row] & 1) != 0);
        if (passes && _hasNumber)
            passes = _values.TryRead(row, out var number) && number >= _least && number <= _most;
        return passes ? 1 : 0;
    }
}

using System.Numerics;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>The rows of one code: one agent's among two hundred. Looked for in all rows at first, and after the second time in the order of codes.</summary>
internal sealed partial class CodeColumn
{
    /// <summary>Sorting costs as much as some twenty searches of all rows; a code that is asked for twice will be asked for again.</summary>
    private const int SearchesWorthSorting = 2;

    /// <summary>When more than one row in this many has the code, the column itself is searched as fast.</summary>
    public const int RareIn = 32;

    private int _searches;
    private ushort[]? _rowsByCode;

    /// <summary>
    /// As <see cref="Select"/>. Keeps two bytes a row from the time that it is worth it; threads that search at once may sort at once, to the same
    /// end.
    /// </summary>
    public int Lookup(CodeSet codes, Span<int> rows)
    {
        if (codes is not { Compared: [var code], AreOut: false } || _data.Length == 0)
            return Select(codes, rows);
        if (Volatile.Read(ref _rowsByCode) is { } sorted)
        {
            return _data switch
            {
                byte[] data => Copy(data, sorted, code, rows),
                ushort[] data => Copy(data, sorted, code, rows),
                _ => Copy((int[])_data, sorted, code, rows),
            };
        }

        var count = Select(codes, rows);
        if (count > Length / RareIn || Length > ushort.MaxValue + 1 || Interlocked.Increment(ref _searches) < SearchesWorthSorting)
            return count;
        Volatile.Write(ref _rowsByCode, _data switch
        {
            byte[] data => RowsByCode(data),
            ushort[] data => RowsByCode(data),
            _ => RowsByCode((int[])_data),
        });
        return count;
    }

    private static int Copy<T>(T[] codes, ushort[] sorted, int code, Span<int> rows)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (first, end) = (0, sorted.Length);
        while (first < end)
        {
            var middle = (first + end) >>> 1;
            if (int.CreateTruncating(codes[sorted[middle]]) < code)
                first = middle + 1;
            else
                end = middle;
        }
        var count = 0;
        for (; first < sorted.Length && int.CreateTruncating(codes[sorted[first]]) == code; first++)
            rows[count++] = sorted[first];
        return count;
    }

    /// <summary>Sorted by code, byte by byte from the lowest, and those of a code by row.</summary>
    private static ushort[] RowsByCode<T>(T[] codes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (from, to) = (new ushort[codes.Length], new ushort[codes.Length]);
        for (var row = 0; row < from.Length; row++)
            from[row] = (ushort)row;
        Span<int> starts = stackalloc int[256];
        for (var shift = 0; shift < 8 * T.Zero.GetByteCount(); shift += 8)
        {
            starts.Clear();
            foreach (var code in codes)
                starts[int.CreateTruncating(code) >> shift & 255]++;
            var start = 0;
            foreach (ref var of in starts)
                (start, of) = (start + of, start);
            foreach (var row in from)
                to[starts[int.CreateTruncating(codes[row]) >> shift & 255]++] = row;
            (from, to) = (to, from);
        }
        return from;
    }
}

using System.Buffers;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>
/// The rows of a chunk whose instant is much later than that of most: a few tickets are solved weeks after their neighbours. With these few
/// apart, the rest of the chunk lies in a period or outside it as a whole far more often. An owner's rows are all late or none of them is, so
/// the two parts add up to the whole as two chunks would.
/// </summary>
internal sealed class Stragglers
{
    /// <summary>No rows are worth setting apart.</summary>
    public static readonly Stragglers None = new([], [], long.MaxValue, long.MinValue);

    /// <summary>At most one row in this many is late by itself, and four times as many with the other rows of their owners.</summary>
    private const int LateIn = 16;

    private const int Bins = 1024;

    private readonly long[] _instants;

    /// <summary>Places in <see cref="Rows"/>, by their instants.</summary>
    private readonly int[] _byInstant;

    private Stragglers(int[] rows, long[] instants, long restMinMs, long restMaxMs)
    {
        (Rows, _instants, RestMinMs, RestMaxMs) = (rows, instants, restMinMs, restMaxMs);
        _byInstant = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort((long[])instants.Clone(), _byInstant);
    }

    /// <summary>The late ones, ascending.</summary>
    public int[] Rows { get; }

    /// <summary>First instant of the rest.</summary>
    public long RestMinMs { get; }

    /// <summary>Last instant of the rest.</summary>
    public long RestMaxMs { get; }

    public int SizeBytes => Rows.Length * (2 * sizeof(int) + sizeof(long));

    /// <summary>Writes the late rows in [from, to) to the front of <paramref name="rows"/>, ascending, and returns how many they are. Needs no column.</summary>
    public int Select(long from, long to, Span<int> rows)
    {
        var (first, end) = (Before(from), Before(to));
        var count = 0;
        // Of a short period they are few, and putting these in order touches less than going through all.
        if (end - first < Rows.Length / 8)
        {
            for (var i = first; i < end; i++)
                rows[count++] = Rows[_byInstant[i]];
            rows[..count].Sort();
            return count;
        }
        for (var i = 0; i < _instants.Length; i++)
        {
            rows[count] = Rows[i];
            count += _instants[i] >= from && _instants[i] < to ? 1 : 0;
        }
        return count;
    }

    /// <summary>How many late rows lie before an instant.</summary>
    private int Before(long instant)
    {
        var (low, high) = (0, _byInstant.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_instants[_byInstant[middle]] < instant)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Clears them, so that only others are left.</summary>
    public void ClearIn(RowBitmap bitmap)
    {
        foreach (var row in Rows)
            bitmap.Words[row / RowBitmap.WordRows] &= ~(1UL << row);
    }

    public static Stragglers Of(FactChunk chunk, LongField at)
    {
        var column = chunk.Long(at);
        if (column.Min >= column.Max)
            return None;
        var (instants, owners) = (ArrayPool<long>.Shared.Rent(column.Length), ArrayPool<int>.Shared.Rent(column.Length));
        column.Decode(instants);
        chunk.Owners(at.Table).Decode(owners);
        var late = Of(instants.AsSpan(0, column.Length), owners.AsSpan(0, column.Length), column.Min, column.Max);
        ArrayPool<long>.Shared.Return(instants);
        ArrayPool<int>.Shared.Return(owners);
        return late;
    }

    private static Stragglers Of(ReadOnlySpan<long> instants, ReadOnlySpan<int> owners, long min, long max)
    {
        var cut = Cut(instants, min, max);
        if (max - cut < cut - min)
            return None;
        var (rows, late, restMin, restMax) = (new List<int>(), new List<long>(), long.MaxValue, long.MinValue);
        for (int start = 0, end; start < instants.Length; start = end)
        {
            var isLate = false;
            for (end = start; end < instants.Length && owners[end] == owners[start]; end++)
                isLate |= IsLate(instants[end], cut);
            for (var row = start; row < end; row++)
            {
                if (isLate)
                {
                    rows.Add(row);
                    late.Add(instants[row]);
                }
                else if (instants[row] != LongColumn.Null)
                    (restMin, restMax) = (Math.Min(restMin, instants[row]), Math.Max(restMax, instants[row]));
            }
        }
        return rows.Count > instants.Length * 4 / LateIn || restMin > restMax ? None : new Stragglers([.. rows], [.. late], restMin, restMax);
    }

    private static bool IsLate(long instant, long cut) => instant >= cut && instant != LongColumn.Null;

    /// <summary>An instant at or after which there are few.</summary>
    private static long Cut(ReadOnlySpan<long> instants, long min, long max)
    {
        var width = (max - min) / Bins + 1;
        Span<int> counts = stackalloc int[Bins];
        counts.Clear();
        foreach (var instant in instants)
        {
            if (instant != LongColumn.Null)
                counts[(int)((instant - min) / width)]++;
        }
        var bin = Bins;
        for (var few = instants.Length / LateIn; bin > 0 && counts[bin - 1] <= few; few -= counts[--bin])
        {
        }
        return min + bin * width;
    }
}

using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>
/// A selection bitmap: bit n stands for row n. Columns clear the rows that fail a test, many at a time and as they are stored, and only what is left is
/// listed. Rented: to be disposed once.
/// </summary>
internal readonly ref struct RowBitmap
{
    /// <summary>Rows of one word.</summary>
    public const int WordRows = 64;

    /// <summary>So few of a word are found one by one.</summary>
    private const int Few = 5;

    /// <summary>For each byte the places of its bits, ascending; what follows them has no meaning.</summary>
    private static readonly int[] s_places = Places();

    private static readonly Vector256<int> s_eight = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);

    private readonly ulong[] _rented;

    private RowBitmap(ulong[] rented, int words)
    {
        _rented = rented;
        Words = rented.AsSpan(0, words);
    }

    public Span<ulong> Words { get; }

    /// <summary>One of so many rows, all of them set.</summary>
    public static RowBitmap All(int rows)
    {
        var words = (rows + WordRows - 1) / WordRows;
        var bitmap = new RowBitmap(ArrayPool<ulong>.Shared.Rent(words), words);
        bitmap.Words.Fill(ulong.MaxValue);
        if (rows % WordRows != 0)
            bitmap.Words[^1] = ulong.MaxValue >> (WordRows - rows % WordRows);
        return bitmap;
    }

    public void Clear() => Words.Clear();

    /// <summary>1 when the row is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bit(int row) => (int)(Words[row / WordRows] >> row) & 1;

    /// <summary>Writes the rows that are set to the front of <paramref name="rows"/>, ascending, and returns how many they are.</summary>
    public int List(Span<int> rows)
    {
        var count = 0;
        for (var word = 0; word < Words.Length; word++)
        {
            var (bits, row) = (Words[word], word * WordRows);
            if (bits == ulong.MaxValue)
            {
                Count(row, rows.Slice(count, WordRows));
                count += WordRows;
            }
            else if (BitOperations.PopCount(bits) < Few || count + WordRows > rows.Length)
            {
                for (; bits != 0; bits &= bits - 1)
                    rows[count++] = row + BitOperations.TrailingZeroCount(bits);
            }
            else
            {
                for (; bits != 0; bits >>= 8, row += 8)
                {
                    (Places((byte)bits) + Vector256.Create(row)).StoreUnsafe(ref rows[count]);
                    count += BitOperations.PopCount((byte)bits);
                }
            }
        }
        return count;
    }

    /// <summary>Writes numbers that follow each other.</summary>
    public static void Count(int first, Span<int> rows)
    {
        var i = 0;
        for (; i <= rows.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            (s_eight + Vector256.Create(first + i)).CopyTo(rows[i..]);
        for (; i < rows.Length; i++)
            rows[i] = first + i;
    }

    public void Dispose() => ArrayPool<ulong>.Shared.Return(_rented);

    private static Vector256<int> Places(byte bits) => Vector256.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(s_places), 8 * bits));

    private static int[] Places()
    {
        var places = new int[256 * 8];
        for (var bits = 0; bits < 256; bits++)
        {
            var count = 0;
            for (var rest = bits; rest != 0; rest &= rest - 1)
                places[8 * bits + count++] = BitOperations.TrailingZeroCount(rest);
        }
        return places;
    }
}

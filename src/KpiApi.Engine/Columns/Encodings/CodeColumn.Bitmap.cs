using System.Numerics;
using System.Runtime.Intrinsics;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>Tests of all rows at once, as the codes are stored.</summary>
internal sealed partial class CodeColumn
{
    /// <summary>Writes the rows whose code passes to the front of <paramref name="rows"/>, ascending, and returns how many they are.</summary>
    public int Select(CodeSet codes, Span<int> rows)
    {
        using var bitmap = RowBitmap.All(Length);
        KeepPassing(codes, bitmap);
        return bitmap.List(rows);
    }

    /// <summary>Clears the rows whose code does not pass.</summary>
    /// <param name="codes">The codes that pass.</param>
    /// <param name="bitmap">Of the rows of this column.</param>
    public void KeepPassing(CodeSet codes, RowBitmap bitmap)
    {
        switch (_data)
        {
            case byte[] { Length: > 0 } data when codes.Compared is null: KeepBytes(data, codes, bitmap.Words); break;
            case byte[] { Length: > 0 } data: KeepCompared(data, codes, bitmap.Words); break;
            case ushort[] data when codes.Compared is not null: KeepCompared(data, codes, bitmap.Words); break;
            case ushort[] data: KeepEach(data, codes.Passes, bitmap.Words); break;
            case int[] data: KeepEach(data, codes.Passes, bitmap.Words); break;
            default:
                if (Passing(codes.Passes, _only) == 0)
                    bitmap.Clear();
                break;
        }
    }

    /// <summary>Each code is looked up by its two halves in two tables of 128 bits.</summary>
    private static void KeepBytes(byte[] packed, CodeSet codes, Span<ulong> words)
    {
        var bitsOfPlaces = Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128);
        var whole = packed.Length / RowBitmap.WordRows;
        for (var word = 0; word < whole; word++)
        {
            var bits = 0UL;
            for (var lane = 0; lane < RowBitmap.WordRows; lane += Vector128<byte>.Count)
            {
                var of = Vector128.LoadUnsafe(ref packed[word * RowBitmap.WordRows + lane]);
                var (low, high) = (of & Vector128.Create((byte)15), of >>> 4);
                var isHigh = Vector128.GreaterThan(high, Vector128.Create((byte)7));
                var sets = Vector128.ConditionalSelect(isHigh, Vector128.Shuffle(codes.High, low), Vector128.Shuffle(codes.Low, low));
                var misses = Vector128.Equals(sets & Vector128.Shuffle(bitsOfPlaces, high), Vector128<byte>.Zero);
                bits |= (ulong)(~misses).ExtractMostSignificantBits() << lane;
            }
            words[word] &= bits;
        }
        KeepEach<byte>(packed.AsSpan(whole * RowBitmap.WordRows), codes.Passes, words[whole..]);
    }

    private static void KeepCompared<T>(T[] packed, CodeSet codes, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        // One that does not fit is in no row; where fewer are compared, one of them is compared again.
        var compared = Array.FindAll(codes.Compared!, code => code <= int.CreateSaturating(T.MaxValue));
        if (compared.Length == 0)
        {
            KeepEach<T>(packed, codes.Passes, words);
            return;
        }
        T At(int place) => T.CreateTruncating(compared[Math.Min(place, compared.Length - 1)]);
        var (first, second, third, fourth) = (Vector256.Create(At(0)), Vector256.Create(At(1)), Vector256.Create(At(2)), Vector256.Create(At(3)));
        var last = Vector256.Create(T.CreateSaturating(codes.Passes.Length - 1));
        var flip = codes.AreOut ? ulong.MaxValue : 0;
        var whole = packed.Length / RowBitmap.WordRows;
        for (var word = 0; word < whole; word++)
        {
            var (bits, known) = (0UL, 0UL);
            for (var lane = 0; lane < RowBitmap.WordRows; lane += Vector256<T>.Count)
            {
                var of = Vector256.LoadUnsafe(ref packed[word * RowBitmap.WordRows + lane]);
                var equal = Vector256.Equals(of, first) | Vector256.Equals(of, second) | Vector256.Equals(of, third) | Vector256.Equals(of, fourth);
                bits |= (ulong)equal.ExtractMostSignificantBits() << lane;
                known |= (ulong)Vector256.LessThanOrEqual(of, last).ExtractMostSignificantBits() << lane;
            }
            words[word] &= (bits ^ flip) & known;
        }
        KeepEach<T>(packed.AsSpan(whole * RowBitmap.WordRows), codes.Passes, words[whole..]);
    }

    private static void KeepEach<T>(ReadOnlySpan<T> packed, bool[] passes, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var word = 0; word < words.Length; word++)
        {
            var bits = 0UL;
            var of = packed[(word * RowBitmap.WordRows)..];
            for (var row = 0; row < Math.Min(of.Length, RowBitmap.WordRows); row++)
                bits |= (ulong)Passing(passes, int.CreateTruncating(of[row])) << row;
            words[word] &= bits;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Sorts whole numbers by a stretch of their bits, from the lowest up: no comparisons, three or four passes for durations. Stable, so
/// sorting by a higher stretch afterwards keeps the order of the lower one.
/// </summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <param name="keys">Sorted afterwards; may then be where the scratch was.</param>
    /// <param name="scratch">As long as the keys.</param>
    public static void Sort<T>(ref Span<T> keys, ref Span<T> scratch, int fromBit, int toBit)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var bit = fromBit; bit < toBit; bit += DigitBits)
        {
            Distribute(keys, scratch, bit, Math.Min(DigitBits, toBit - bit));
            var sorted = scratch;
            scratch = keys;
            keys = sorted;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distribute<T>(ReadOnlySpan<T> from, Span<T> to, int bit, int bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<int> starts = stackalloc int[Digits];
        starts.Clear();
        var mask = (1 << bits) - 1;
        foreach (var key in from)
            starts[int.CreateTruncating(key >> bit) & mask]++;
        var start = 0;
        for (var digit = 0; digit <= mask; digit++)
            (start, starts[digit]) = (start + starts[digit], start);
        foreach (var key in from)
            to[starts[int.CreateTruncating(key >> bit) & mask]++] = key;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Sorts whole numbers by a stretch of their bits, from the lowest up: no comparisons, three or four passes for durations. Stable, so
/// sorting by a higher stretch afterwards keeps the order of the lower one.
/// </summary>
internal static class RadixSort
{
    /// <summary>Sixteen thousand bytes of counts, which leave room beside them in the core's first cache.</summary>
    private const int MostDigitBits = 12;

    /// <param name="keys">Sorted afterwards; may then be where the scratch was.</param>
    /// <param name="scratch">As long as the keys.</param>
    public static void Sort<T>(ref Span<T> keys, ref Span<T> scratch, int fromBit, int toBit)
        where T : unmanaged, IBinaryInteger<T>
    {
        // As few passes as can be, and each with as few bits: fewer places to write to are nearer.
        var passes = (toBit - fromBit + MostDigitBits - 1) / MostDigitBits;
        for (var bit = fromBit; passes > 0; passes--)
        {
            var bits = (toBit - bit + passes - 1) / passes;
            Distribute<T>(keys, scratch, bit, bits);
            bit += bits;
            var sorted = scratch;
            scratch = keys;
            keys = sorted;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distribute<T>(ReadOnlySpan<T> from, Span<T> to, int bit, int bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<int> starts = stackalloc int[1 << MostDigitBits];
        starts = starts[..(1 << bits)];
        starts.Clear();
        var mask = (1 << bits) - 1;
        foreach (var key in from)
            starts[int.CreateTruncating(key >> bit) & mask]++;
        var start = 0;
        foreach (ref var digit in starts)
            (start, digit) = (start + digit, start);
        foreach (var key in from)
            to[starts[int.CreateTruncating(key >> bit) & mask]++] = key;
    }
}

using System.Buffers;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Finds what a sort of several sorted runs together would have at a rank, without sorting them: narrows the range of values until few
/// candidates are left, counting in each run by binary search. Time grows with runs × logarithm of their length.
/// </summary>
internal static class RankSearch
{
    /// <summary>So few a run are copied out and selected from: searching all runs once more costs as much.</summary>
    private const int FewCandidates = 8;

    /// <summary>The numbers at <paramref name="rank"/> and the next; the last one stands for itself as its own next.</summary>
    /// <param name="runs">Not empty ones.</param>
    public static (long Low, long High) Pair(ReadOnlySpan<SortedRun> runs, long rank)
    {
        var froms = ArrayPool<int>.Shared.Rent(runs.Length);
        var tos = ArrayPool<int>.Shared.Rent(runs.Length);
        var (below, candidates, only) = Narrow(runs, rank, froms, tos);
        var pair = only is { } number
            ? (number, rank + 1 < below + candidates ? number : FirstAfter(runs, tos) ?? number)
            : SelectAmong((int)candidates, runs, froms, tos, (int)(rank - below));
        ArrayPool<int>.Shared.Return(froms);
        ArrayPool<int>.Shared.Return(tos);
        return pair;
    }

    /// <summary>Leaves in each run a stretch, such that the stretches together hold the rank; tells when they hold one number only.</summary>
    private static (long Below, long Candidates, long? Only) Narrow(ReadOnlySpan<SortedRun> runs, long rank, int[] froms, int[] tos)
    {
        long low = long.MaxValue, high = long.MinValue, below = 0, candidates = 0;
        for (var i = 0; i < runs.Length; i++)
        {
            (froms[i], tos[i]) = (runs[i].Start, runs[i].End);
            (low, high) = (Math.Min(low, runs[i].First), Math.Max(high, runs[i].Last));
            candidates += runs[i].Count;
        }
        var middles = ArrayPool<int>.Shared.Rent(runs.Length);
        for (var step = 0; candidates > FewCandidates * runs.Length && low < high; step++)
        {
            // By rank is near at once where runs are alike; halving bounds the steps where they are not.
            var middle = low + (long)((ulong)(high - low) / 2);
            if (step % 2 == 0)
                middle = Math.Clamp(AtRank(runs, froms, tos, (double)(rank - below) / candidates), low, high - 1);
            long within = 0;
            for (var i = 0; i < runs.Length; i++)
            {
                middles[i] = runs[i].After(middle, froms[i], tos[i]);
                within += middles[i] - froms[i];
            }
            if (rank < below + within)
            {
                high = middle;
                middles.AsSpan(0, runs.Length).CopyTo(tos);
                candidates = within;
            }
            else
            {
                low = middle + 1;
                middles.AsSpan(0, runs.Length).CopyTo(froms);
                below += within;
                candidates -= within;
            }
        }
        ArrayPool<int>.Shared.Return(middles);
        return (below, candidates, low == high ? low : null);
    }

    /// <summary>What the longest stretch has at the same part of its length.</summary>
    private static long AtRank(ReadOnlySpan<SortedRun> runs, int[] froms, int[] tos, double part)
    {
        var longest = 0;
        for (var i = 1; i < runs.Length; i++)
        {
            if (tos[i] - froms[i] > tos[longest] - froms[longest])
                longest = i;
        }
        return runs[longest].Value(froms[longest] + (int)((tos[longest] - froms[longest]) * part));
    }

    /// <param name="rank">Among the candidates.</param>
    private static (long Low, long High) SelectAmong(int count, ReadOnlySpan<SortedRun> runs, int[] froms, int[] tos, int rank)
    {
        var rented = ArrayPool<long>.Shared.Rent(count);
        var candidates = rented.AsSpan(0, count);
        Gather(runs, froms, tos, candidates);
        OrderStatistics.Select(candidates, rank);
        var low = candidates[rank];
        var high = rank + 1 < count ? OrderStatistics.Min(candidates[(rank + 1)..]) : FirstAfter(runs, tos) ?? low;
        ArrayPool<long>.Shared.Return(rented);
        return (low, high);
    }

    private static void Gather(ReadOnlySpan<SortedRun> runs, int[] froms, int[] tos, Span<long> numbers)
    {
        var count = 0;
        for (var i = 0; i < runs.Length; i++)
        {
            for (var place = froms[i]; place < tos[i]; place++)
                numbers[count++] = runs[i].Value(place);
        }
    }

    /// <summary>The smallest number beyond the stretches; null when there is none.</summary>
    private static long? FirstAfter(ReadOnlySpan<SortedRun> runs, int[] tos)
    {
        long? first = null;
        for (var i = 0; i < runs.Length; i++)
        {
            if (tos[i] < runs[i].End)
                first = Math.Min(first ?? long.MaxValue, runs[i].Value(tos[i]));
        }
        return first;
    }
}

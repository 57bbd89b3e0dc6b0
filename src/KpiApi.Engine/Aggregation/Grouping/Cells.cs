using System.Runtime.Intrinsics;

namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>Cells are numbered group × buckets + bucket.</summary>
internal static class Cells
{
    /// <summary>Puts in the place of each group its cell in a bucket, the same for all.</summary>
    /// <param name="count">How many buckets there are.</param>
    public static void FromGroups(Span<int> groups, int count, int bucket)
    {
        var (counts, buckets, i) = (Vector256.Create(count), Vector256.Create(bucket), 0);
        for (; i <= groups.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            (Vector256.Create<int>(groups[i..]) * counts + buckets).CopyTo(groups[i..]);
        for (; i < groups.Length; i++)
            groups[i] = groups[i] * count + bucket;
    }

    /// <summary>Puts in the place of each group its cell in the bucket beside it.</summary>
    /// <param name="count">How many buckets there are.</param>
    public static void FromGroups(Span<int> groups, int count, ReadOnlySpan<int> buckets)
    {
        var (counts, i) = (Vector256.Create(count), 0);
        for (; i <= groups.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            (Vector256.Create<int>(groups[i..]) * counts + Vector256.Create(buckets[i..])).CopyTo(groups[i..]);
        for (; i < groups.Length; i++)
            groups[i] = groups[i] * count + buckets[i];
    }
}

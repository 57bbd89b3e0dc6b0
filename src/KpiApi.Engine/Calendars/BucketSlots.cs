using System.Numerics;

namespace KpiApi.Engine.Calendars;

/// <summary>
/// Finds the bucket of an instant by a table: time is cut into equal slots, no longer than the shortest bucket, so that in each of them at most one
/// bucket ends. Takes one comparison, of instants in whatever order; the table has at most a few slots for each bucket.
/// </summary>
internal sealed class BucketSlots
{
    private readonly long[] _bounds;
    private readonly int[] _buckets;
    private readonly int _shift;

    /// <param name="bounds">Where each bucket begins, ascending, and where the last one ends.</param>
    public BucketSlots(long[] bounds)
    {
        _bounds = bounds;
        var shortest = long.MaxValue;
        for (var i = 1; i < bounds.Length; i++)
            shortest = Math.Min(shortest, bounds[i] - bounds[i - 1]);
        _shift = BitOperations.Log2((ulong)shortest);
        _buckets = new int[((bounds[^1] - bounds[0] - 1) >> _shift) + 1];
        for (int slot = 0, bucket = 0; slot < _buckets.Length; slot++)
        {
            if (bounds[0] + ((long)slot << _shift) >= bounds[bucket + 1])
                bucket++;
            _buckets[slot] = bucket;
        }
    }

    /// <summary>The first bucket for what is before it, and the last for what is after it.</summary>
    public int Find(long atMs)
    {
        var bucket = _buckets[Math.Clamp((atMs - _bounds[0]) >> _shift, 0, _buckets.Length - 1)];
        return bucket < _bounds.Length - 2 && atMs >= _bounds[bucket + 1] ? bucket + 1 : bucket;
    }

    /// <summary>The buckets of instants that lie in one, counted from <paramref name="first"/>.</summary>
    public void Find(ReadOnlySpan<long> atMs, Span<int> found, int first)
    {
        var (bounds, buckets, shift, origin) = (_bounds, _buckets, _shift, _bounds[0]);
        found = found[..atMs.Length];
        for (var i = 0; i < atMs.Length; i++)
        {
            var bucket = buckets[(int)((atMs[i] - origin) >> shift)];
            found[i] = bucket + (atMs[i] >= bounds[bucket + 1] ? 1 : 0) - first;
        }
    }
}

namespace KpiApi.Engine.Calendars;

/// <summary>Which bucket of the period compared with stands beside which of the period asked for: the same place in the calendar, not the same number.</summary>
public sealed class BucketPairs
{
    private readonly int[] _partners;

    private BucketPairs(int[] partners, int compared)
    {
        _partners = partners;
        Unpaired = [.. Enumerable.Range(0, compared).Except(partners)];
    }

    /// <summary>Buckets of the period compared with that stand beside none.</summary>
    public IReadOnlyList<int> Unpaired { get; }

    /// <summary>The bucket compared with, or null when there is none.</summary>
    public int? Partner(int bucket) => _partners[bucket] < 0 ? null : _partners[bucket];

    /// <summary>Of buckets that are numbered alike: one for the whole period, or all Mondays.</summary>
    internal static BucketPairs Alike(int count, int compared) => new([.. Enumerable.Range(0, count).Select(b => b < compared ? b : -1)], compared);

    /// <param name="places">Of the period's buckets in its calendar.</param>
    /// <param name="compared">Of those of the period compared with.</param>
    internal static BucketPairs Of(CalendarPlaces places, CalendarPlaces compared, CalendarShift shift)
    {
        var byPlace = compared.All.Index().ToDictionary(p => p.Item, p => p.Index);
        return places.Steps(compared, shift).Select(step => new BucketPairs(
                [.. places.All.Select(place => places.Before(place, shift, step) is { } before ? byPlace.GetValueOrDefault(before, -1) : -1)], byPlace.Count))
            .MinBy(pairs => pairs.Unpaired.Count)!;
    }
}

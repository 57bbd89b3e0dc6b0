using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>
/// Groups by their names, null last and <c>(other)</c> after all. Each name gets a number once, by its place among those that there are, so that keys are
/// compared as numbers and not name by name. Where they are many of all names, all are sorted, and later questions find them so.
/// </summary>
internal sealed class GroupOrder(KpiQuery query, GroupKeys keys, CancellationToken cancel)
{
    /// <summary>When fewer than one key in this many is asked for, a heap is faster than sorting all.</summary>
    private const int WorthSorting = 8;

    /// <summary>When at least one name in this many is needed, all are sorted at once for this question and those after it.</summary>
    private const int WorthKeeping = 4;

    /// <summary>The first of them, in order.</summary>
    public ulong[] First(IReadOnlyCollection<ulong> groups, int count)
    {
        var places = new int[keys.Strides.Length][];
        for (var dimension = 0; dimension < places.Length; dimension++)
            places[dimension] = Places(groups, dimension);
        var numbered = groups.Select(key => (Number: Number(key, places), Key: key));
        if (places is [var only] && groups.Count >= only.Length / WorthKeeping && count >= groups.Count / WorthSorting)
            return ByPlace(groups, only, count);
        if (count >= groups.Count / WorthSorting)
        {
            (ulong Number, ulong Key)[] all = [.. numbered];
            cancel.ThrowIfCancellationRequested();
            var sorted = Array.ConvertAll(all, one => one.Key);
            Array.Sort(Array.ConvertAll(all, one => one.Number), sorted);
            return count < sorted.Length ? sorted[..count] : sorted;
        }

        var first = new PriorityQueue<ulong, ulong>(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
        foreach (var (number, key) in numbered)
        {
            cancel.ThrowIfCancellationRequested();
            if (first.Count < count)
                first.Enqueue(key, number);
            else if (count > 0)
                first.EnqueueDequeue(key, number);
        }
        return [.. first.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];
    }

    /// <summary>Each group of one dimension has a place of its own.</summary>
    private ulong[] ByPlace(IReadOnlyCollection<ulong> groups, int[] places, int count)
    {
        var (ofPlaces, hasOther) = (new ulong?[places.Length], false);
        foreach (var key in groups)
        {
            if (key == GroupIds.OtherKey)
                hasOther = true;
            else
                ofPlaces[places[keys.Code(key, 0)]] = key;
        }
        return [.. ofPlaces.Where(key => key is not null).Select(key => key!.Value).Concat(hasOther ? [GroupIds.OtherKey] : []).Take(count)];
    }

    private ulong Number(ulong key, int[][] places)
    {
        if (key == GroupIds.OtherKey)
            return ulong.MaxValue;
        var number = 0UL;
        for (var dimension = 0; dimension < places.Length; dimension++)
            number += (ulong)places[dimension][keys.Code(key, dimension)] * keys.Strides[dimension];
        return number;
    }

    /// <summary>By code, of the codes that the groups have.</summary>
    private int[] Places(IReadOnlyCollection<ulong> groups, int dimension)
    {
        var isByName = OrderOf(dimension).Count == 0;
        if (isByName && keys.Places(dimension) is { } known)
            return known;
        var (places, codes) = (new int[keys.CodeCount(dimension)], new List<int>());
        foreach (var key in groups)
        {
            if (key == GroupIds.OtherKey || places[keys.Code(key, dimension)] != 0)
                continue;
            places[keys.Code(key, dimension)] = 1;
            codes.Add(keys.Code(key, dimension));
        }
        if (isByName && codes.Count >= keys.CodeCount(dimension) / WorthKeeping)
            return keys.SortNames(dimension);
        var names = codes.ConvertAll(code => Name(code, dimension));
        cancel.ThrowIfCancellationRequested();
        int[] order = [.. Enumerable.Range(0, codes.Count)];
        Array.Sort(order, (a, b) => Compare(names[a], names[b]));
        for (var place = 0; place < order.Length; place++)
            places[codes[order[place]]] = place;
        return places;
    }

    /// <summary>Names with an order of their own, such as the bands of an age, by that.</summary>
    private (int Place, string? Name) Name(int code, int dimension)
    {
        var (name, known) = (keys.NameOf(code, dimension), OrderOf(dimension));
        return (known.Count == 0 || name is null ? 0 : known.Contains(name) ? known.ToList().IndexOf(name) : known.Count, name);
    }

    /// <summary>Empty where names have none of their own.</summary>
    private IReadOnlyList<string> OrderOf(int dimension) =>
        query.GroupBy[dimension] is { Attribute: null } of ? FixedNames.Of(DimensionDictionary.Of(of.Kind)) : [];

    private static int Compare((int Place, string? Name) a, (int Place, string? Name) b)
    {
        if (a.Name is null || b.Name is null)
            return (a.Name is null).CompareTo(b.Name is null);
        var order = a.Place.CompareTo(b.Place);
        return order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
    }
}

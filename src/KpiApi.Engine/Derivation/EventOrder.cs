using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>Orders a ticket's events as they happened (metrics.md, section 2).</summary>
internal static class EventOrder
{
    /// <summary>By time; events of one type at one instant by their from/to chain where they form one, else by id.</summary>
    public static TicketEvent[] Of(IReadOnlyList<TicketEvent> events)
    {
        if (events.Count == 0)
            return [];
        var ordered = events.ToArray();
        // Mostly they come in order, and a long timeline is derived again with each event.
        if (!IsSorted(ordered))
            Array.Sort(ordered, Compare);
        for (int first = 0, end; first < ordered.Length; first = end)
        {
            end = first + 1;
            while (end < ordered.Length && ordered[end].AtMs == ordered[first].AtMs)
                end++;
            if (end - first > 1)
                OrderChains(ordered, first, end);
        }
        return ordered;
    }

    private static int Compare(TicketEvent a, TicketEvent b) => a.AtMs != b.AtMs ? a.AtMs.CompareTo(b.AtMs) : CompareIds(a.Id, b.Id);

    private static bool IsSorted(TicketEvent[] events)
    {
        for (var i = 1; i < events.Length; i++)
        {
            if (Compare(events[i - 1], events[i]) > 0)
                return false;
        }
        return true;
    }

    /// <summary>
    /// Numbers by their value, before all that are none; the rest letter by letter. Comparing a number with another id letter by letter
    /// would be no order at all: 9, 10, 1a, 9 …
    /// </summary>
    internal static int CompareIds(string a, string b)
    {
        var (isNumber, isOtherNumber) = (IsNumber(a), IsNumber(b));
        if (isNumber != isOtherNumber)
            return isNumber ? -1 : 1;
        return isNumber ? CompareNumbers(a, b) : string.CompareOrdinal(a, b);
    }

    /// <summary>Of any length; 7 and 07 are one number, but two ids.</summary>
    private static int CompareNumbers(string a, string b)
    {
        var digits = a.AsSpan().TrimStart('0');
        var otherDigits = b.AsSpan().TrimStart('0');
        var order = digits.Length != otherDigits.Length ? digits.Length.CompareTo(otherDigits.Length) : digits.SequenceCompareTo(otherDigits);
        return order != 0 ? order : string.CompareOrdinal(a, b);
    }

    private static bool IsNumber(string id) => id.Length > 0 && !id.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Events of one instant, each type in the places that its events have.</summary>
    private static void OrderChains(TicketEvent[] ordered, int first, int end)
    {
        foreach (var type in EventTypes.OfChanges)
        {
            var places = new List<int>();
            var hasFrom = false;
            for (var i = first; i < end; i++)
            {
                if (ordered[i].Type != type)
                    continue;
                places.Add(i);
                hasFrom |= ordered[i].From is not null;
            }
            if (places.Count < 2 || !hasFrom)
                continue;
            var group = places.ConvertAll(i => ordered[i]);
            var before = Array.FindLastIndex(ordered, first, first + 1, e => e.Type == type && e.AtMs < ordered[first].AtMs);
            if (new EventChain(group).Find(before < 0 ? null : ordered[before].To) is not { } chain)
                continue;
            for (var i = 0; i < chain.Count; i++)
                ordered[places[i]] = group[chain[i]];
        }
    }
}

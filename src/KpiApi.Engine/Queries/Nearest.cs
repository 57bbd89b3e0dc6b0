namespace KpiApi.Engine.Queries;

/// <summary>Finds what a misspelt word was meant to be.</summary>
public static class Nearest
{
    /// <summary>Pairs of letters that one request may have compared: some 20 ms of work, and enough for tens of thousands of names.</summary>
    public const int ComparisonsOfRequest = 20_000_000;

    /// <summary>Longer words are data in the wrong place rather than misspelt.</summary>
    private const int MaxLetters = 256;

    /// <summary>The candidate with the fewest edits, or null when even that one differs in more than a third of its letters (two for short words).</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var unlimited = int.MaxValue;
        return To(word, candidates, ref unlimited);
    }

    /// <param name="comparisons">
    /// Pairs of letters that may still be compared, about a nanosecond each: what is compared is taken off, and at 0 the search ends with the best so far.
    /// </param>
    public static string? To(string word, IEnumerable<string> candidates, ref int comparisons)
    {
        if (word.Length > MaxLetters)
            return null;
        string? best = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            if (comparisons <= 0)
                break;
            var allowed = Math.Min(Math.Max(2, candidate.Length / 3), fewest - 1);
            if (Math.Abs(candidate.Length - word.Length) > allowed)
                continue;
            if (Edits(word, candidate, allowed, ref comparisons) is { } edits)
                (best, fewest) = (candidate, edits);
        }
        return best;
    }

    /// <summary>
    /// Letters inserted, deleted, replaced or swapped with their neighbour (optimal string alignment), upper case or lower; null when they are
    /// more than allowed.
    /// </summary>
    private static int? Edits(string a, string b, int allowed, ref int comparisons)
    {
        int[] beforeLast = new int[b.Length + 1], last = [.. Enumerable.Range(0, b.Length + 1)], current = new int[b.Length + 1];
        var fewestLast = 0;
        for (var i = 1; i <= a.Length; i++)
        {
            var fewest = current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + same);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                fewest = Math.Min(fewest, current[j]);
            }
            comparisons -= b.Length;
            // Two rows, since a swap goes on from the row before the last.
            if (fewest > allowed && fewestLast > allowed)
                return null;
            fewestLast = fewest;
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[b.Length] <= allowed ? last[b.Length] : null;
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}

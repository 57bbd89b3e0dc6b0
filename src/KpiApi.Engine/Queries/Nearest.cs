namespace KpiApi.Engine.Queries;

/// <summary>Finds what a misspelt word was meant to be.</summary>
public static class Nearest
{
    /// <summary>The candidate with the fewest edits, or null when even that one differs in more than a third of its letters (two for short words).</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var allowed = Math.Max(2, candidate.Length / 3);
            if (Math.Abs(candidate.Length - word.Length) > allowed)
                continue;
            var edits = Edits(word, candidate);
            if (edits <= allowed && edits < fewest)
                (best, fewest) = (candidate, edits);
        }
        return best;
    }

    /// <summary>Letters inserted, deleted, replaced or swapped with their neighbour (optimal string alignment), upper case or lower.</summary>
    private static int Edits(string a, string b)
    {
        if (a.Length > 256)
            return int.MaxValue;
        int[] beforeLast = new int[b.Length + 1], last = [.. Enumerable.Range(0, b.Length + 1)], current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + same);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}

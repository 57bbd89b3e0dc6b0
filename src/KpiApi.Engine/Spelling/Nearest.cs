namespace KpiApi.Engine.Spelling;

/// <summary>Finds what a misspelt word was meant to be.</summary>
public static class Nearest
{
    /// <summary>Pairs of letters that one request may have compared: some 10 ms of work. A fifth of it, which one word gets, is enough for tens of thousands of names.</summary>
    public const int ComparisonsOfRequest = 5_000_000;

    /// <summary>Longer words are data in the wrong place rather than misspelt.</summary>
    private const int MaxLetters = 256;

    private const int MaxEditedLetters = 64;

    private const string UsualLetters = "abcdefghijklmnopqrstuvwxyz0123456789 -_.@";

    /// <summary>A candidate differs by at most a third of its letters, so it has at most half as many more.</summary>
    private const int RowLength = 2 * MaxLetters + 1;

    /// <summary>Every word of usual letters that is one edit from this one; none for words too long to be names.</summary>
    public static IEnumerable<string> OneEditFrom(string word)
    {
        if (word.Length > MaxEditedLetters)
            yield break;
        var letters = UsualLetters.Union(word).ToArray();
        for (var i = 0; i <= word.Length; i++)
        {
            var (head, rest) = (word[..i], word[i..]);
            if (rest.Length > 0)
                yield return head + rest[1..];
            if (rest.Length > 1)
                yield return $"{head}{rest[1]}{rest[0]}{rest[2..]}";
            foreach (var letter in letters)
            {
                yield return head + letter + rest;
                if (rest.Length > 0)
                    yield return head + letter + rest[1..];
            }
        }
    }

    /// <summary>The candidate with the fewest edits, or null when even that one differs in more than a third of its letters (two for short words).</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var unlimited = int.MaxValue;
        return To(word, candidates, ref unlimited);
    }

    /// <param name="word">Perhaps misspelt.</param>
    /// <param name="candidates">Of two as near the first is taken.</param>
    /// <param name="comparisons">
    /// Pairs of letters that may still be compared, some two nanoseconds each: what is compared is taken off, and at 0 the search ends with the best so far.
    /// </param>
    public static string? To(string word, IEnumerable<string> candidates, ref int comparisons)
    {
        if (word.Length > MaxLetters)
            return null;
        string? best = null;
        var fewest = int.MaxValue;
        var sought = word.ToLowerInvariant();
        Span<char> letters = stackalloc char[2 * MaxLetters];
        Span<int> rows = stackalloc int[3 * RowLength];
        foreach (var candidate in candidates)
        {
            if (comparisons <= 0 || fewest == 0)
                break;
            var allowed = Math.Min(Math.Max(2, candidate.Length / 3), fewest - 1);
            if (Math.Abs(candidate.Length - word.Length) > allowed)
                continue;
            var length = candidate.AsSpan().ToLowerInvariant(letters);
            if (Edits(sought, letters[..length], allowed, rows, ref comparisons) is { } edits)
                (best, fewest) = (candidate, edits);
        }
        return best;
    }

    /// <summary>
    /// Letters inserted, deleted, replaced or swapped with their neighbour (optimal string alignment); null when they are more than allowed.
    /// Letters further apart than that many places cannot be a pair, so only a band around the diagonal is compared.
    /// </summary>
    private static int? Edits(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int allowed, Span<int> rows, ref int comparisons)
    {
        Span<int> beforeLast = rows[..RowLength], last = rows[RowLength..(2 * RowLength)], current = rows[(2 * RowLength)..];
        var tooMany = allowed + 1;
        for (var j = 0; j <= b.Length; j++)
            last[j] = Math.Min(j, tooMany);
        var fewestLast = 0;
        for (var i = 1; i <= a.Length; i++)
        {
            var (from, to) = (Math.Max(1, i - allowed), Math.Min(b.Length, i + allowed));
            var fewest = current[from - 1] = from == 1 ? Math.Min(i, tooMany) : tooMany;
            for (var j = from; j <= to; j++)
            {
                var edits = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    edits = Math.Min(edits, beforeLast[j - 2] + 1);
                current[j] = edits;
                fewest = Math.Min(fewest, edits);
            }
            if (to < b.Length)
                current[to + 1] = tooMany;
            comparisons -= to - from + 1;
            // Two rows, since a swap goes on from the row before the last.
            if (fewest > allowed && fewestLast > allowed)
                return null;
            fewestLast = fewest;
            var spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
        }
        return last[b.Length] <= allowed ? last[b.Length] : null;
    }
}

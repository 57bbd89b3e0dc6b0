using System.Collections.Concurrent;

namespace KpiApi.GraphQL.Execution;

/// <summary>
/// A bounded cache in two generations: when the young one is full it becomes the old one, and what is asked for again moves
/// back. A hit in the young one is one look-up without a lock.
/// </summary>
internal sealed class DocumentCache<T>(int maxCount, int maxCharacters)
    where T : class
{
    private readonly Lock turning = new();
    private ConcurrentDictionary<string, T> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, T> old = new(StringComparer.Ordinal);
    private int characters;

    public int Count => young.Count + old.Count;

    public T? Find(string key)
    {
        if (young.TryGetValue(key, out var value)) return value;
        if (!old.TryRemove(key, out value)) return null;
        Add(key, value);
        return value;
    }

    /// <param name="key">What it is found by.</param>
    /// <param name="value">What is kept.</param>
    /// <param name="size">Characters it stands for, when the key doesn't say.</param>
    public void Add(string key, T value, int size = 0)
    {
        size = Math.Max(size, key.Length);
        if (size > maxCharacters / 2 || maxCount < 2) return;
        lock (turning)
        {
            if (young.Count >= maxCount / 2 || characters + size > maxCharacters / 2)
            {
                old = young;
                young = new ConcurrentDictionary<string, T>(StringComparer.Ordinal);
                characters = 0;
            }

            if (young.TryAdd(key, value)) characters += size;
        }
    }
}

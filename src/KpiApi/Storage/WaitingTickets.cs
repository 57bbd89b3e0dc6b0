namespace KpiApi.Storage;

/// <summary>
/// Remembers which tickets events or surveys wait for, so that a new ticket that none waits for needs no read. Keeps 64-bit hashes, not
/// ids, and never forgets: a false "yes" costs one read, and ten million of them take 250 MB where their ids would take a gigabyte.
/// </summary>
internal sealed class WaitingTickets
{
    private readonly HashSet<ulong> _hashes = [];

    public bool MayContain(string id) => _hashes.Count > 0 && _hashes.Contains(Hash(id));

    public void Add(string id) => _hashes.Add(Hash(id));

    /// <summary>FNV-1a over the characters.</summary>
    private static ulong Hash(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in id) hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }
}

namespace KpiApi.Storage;

/// <summary>
/// Remembers which tickets events or surveys wait for, so that a new ticket that none waits for needs no read. Keeps 64-bit hashes, not
/// ids, and never forgets: a false "yes" costs one read, and ten million of them take 350 MB where their ids would take a gigabyte.
/// </summary>
internal sealed class WaitingTickets
{
    private readonly HashSet<ulong> _hashes = [];
    private ulong[] _inOrder = [];

    /// <summary>All of them as of now, whatever is added later, at the cost of a reference.</summary>
    public ReadOnlyMemory<ulong> Current => _inOrder.AsMemory(0, _hashes.Count);

    public bool MayContain(string id) => _hashes.Count > 0 && _hashes.Contains(Hash(id));

    public void Add(string id) => Add(Hash(id));

    public void Add(ulong hash)
    {
        var place = _hashes.Count;
        if (!_hashes.Add(hash)) return;
        // What Current gave away is never written again: a place is used once, and an array that is full is left to its readers.
        if (place == _inOrder.Length) Array.Resize(ref _inOrder, Math.Max(16, 2 * place));
        _inOrder[place] = hash;
    }

    /// <summary>FNV-1a over the characters.</summary>
    private static ulong Hash(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in id) hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }
}

using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>
/// Remembers which tickets events or surveys wait for, so that a new ticket that none waits for needs no read. Keeps 64-bit hashes, not
/// ids, and never forgets: a false "yes" costs one read, and ten million of them take 350 MB where their ids would take a gigabyte. The hashes
/// are keyed, because they go into the columns' file and may be of tickets whose account is erased.
/// </summary>
internal sealed class WaitingTickets(IdHash hash)
{
    private readonly HashSet<ulong> _hashes = [];
    private ulong[] _inOrder = [];

    /// <summary>The hashes known now, unaffected by later additions; costs one reference.</summary>
    public ReadOnlyMemory<ulong> Current => _inOrder.AsMemory(0, _hashes.Count);

    public bool MayContain(string id) => _hashes.Count > 0 && _hashes.Contains(Hash(id));

    public void Add(string id) => Add(Hash(id));

    public void Add(ulong hashed)
    {
        var place = _hashes.Count;
        if (!_hashes.Add(hashed)) return;
        // What Current gave away is never written again: a place is used once, and an array that is full is left to its readers.
        if (place == _inOrder.Length) Array.Resize(ref _inOrder, Math.Max(16, 2 * place));
        _inOrder[place] = hashed;
    }

    private ulong Hash(string id) => (ulong)hash.Of(RecordKind.Ticket, id);
}

namespace KpiApi.Engine.Alerts;

/// <summary>
/// When each ticket has to be looked at again: a priority queue by instant, so that a look costs what is due and not what is open. An entry
/// that was set anew stays in the queue until its old instant and is passed over then.
/// </summary>
internal sealed class DueTimes
{
    private readonly Dictionary<string, long> _at = new(StringComparer.Ordinal);
    private PriorityQueue<string, long> _queue = new();

    public int Count => _at.Count;

    /// <summary>The next instant, perhaps one at which nothing is due any more; null without entries.</summary>
    public long? NextMs => _queue.TryPeek(out _, out var atMs) ? atMs : null;

    public void Clear()
    {
        _at.Clear();
        _queue.Clear();
    }

    /// <param name="atMs">Null when nothing is to come.</param>
    public void Set(string ticket, long? atMs)
    {
        if (atMs is not { } at)
        {
            _at.Remove(ticket);
            return;
        }
        if (_at.TryGetValue(ticket, out var known) && known == at)
            return;
        _at[ticket] = at;
        _queue.Enqueue(ticket, at);
        // Tickets that change all the time would leave an entry each time.
        if (_queue.Count > 2 * _at.Count + 1_000)
            _queue = new(_at.Select(entry => (entry.Key, entry.Value)));
    }

    /// <summary>Takes a ticket that is due; null when none is.</summary>
    public string? Take(long nowMs)
    {
        while (_queue.TryPeek(out var ticket, out var atMs) && atMs <= nowMs)
        {
            _queue.Dequeue();
            if (_at.TryGetValue(ticket, out var known) && known == atMs)
            {
                _at.Remove(ticket);
                return ticket;
            }
        }
        return null;
    }
}

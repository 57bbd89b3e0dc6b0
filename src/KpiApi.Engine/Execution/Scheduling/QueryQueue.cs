namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>
/// Queries that wait for a thread. The keys take turns, whichever of them asks how much; of one key the small ones go first, then the one
/// that has waited longest. One thread at a time.
/// </summary>
internal sealed class QueryQueue
{
    private readonly Dictionary<object, Line> _lines = [];

    /// <summary>The next turn is the first one's.</summary>
    private readonly LinkedList<Line> _turns = [];

    public int Count { get; private set; }

    public int CountOf(object key) => _lines.TryGetValue(key, out var line) ? line.Small.Count + line.Others.Count : 0;

    public void Add(QueryJob job)
    {
        if (!_lines.TryGetValue(job.Ticket.Key, out var line))
        {
            _lines[job.Ticket.Key] = line = new Line(job.Ticket.Key);
            _turns.AddLast(line.Turn);
        }
        job.Place = line.Of(job).AddLast(job);
        Count++;
    }

    /// <summary>False when it no longer waits.</summary>
    public bool Remove(QueryJob job)
    {
        if (job.Place is not { } place)
            return false;
        place.List!.Remove(place);
        job.Place = null;
        Count--;
        var line = _lines[job.Ticket.Key];
        if (line.Small.Count + line.Others.Count == 0)
        {
            _lines.Remove(line.Key);
            _turns.Remove(line.Turn);
        }
        return true;
    }

    /// <summary>Whose turn it is among those that can start; null when none can.</summary>
    public QueryJob? Next(Func<QueryTicket, bool> canStart)
    {
        foreach (var line in _turns)
        {
            foreach (var first in (ReadOnlySpan<QueryJob?>)[line.Small.First?.Value, line.Others.First?.Value])
            {
                if (first is not null && canStart(first.Ticket))
                    return first;
            }
        }
        return null;
    }

    /// <summary>Takes it out; its key has had its turn.</summary>
    public void Take(QueryJob job)
    {
        var line = _lines[job.Ticket.Key];
        if (Remove(job) && line.Turn.List is not null)
        {
            _turns.Remove(line.Turn);
            _turns.AddLast(line.Turn);
        }
    }

    private sealed class Line
    {
        public Line(object key) => (Key, Turn) = (key, new LinkedListNode<Line>(this));

        public object Key { get; }

        public LinkedListNode<Line> Turn { get; }

        public LinkedList<QueryJob> Small { get; } = [];

        public LinkedList<QueryJob> Others { get; } = [];

        public LinkedList<QueryJob> Of(QueryJob job) => job.Ticket.IsSmall ? Small : Others;
    }
}

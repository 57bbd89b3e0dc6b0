namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>
/// Queries that wait for a thread. API keys take turns, however much each asks; within a key small queries come first, then the longest
/// wait. Not thread-safe.
/// </summary>
internal sealed class QueryQueue
{
    private readonly Dictionary<object, Line> _lines = [];

    /// <summary>In the order of their turns.</summary>
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

    /// <summary>Removes a query that is cancelled. False when it no longer waits.</summary>
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

    /// <summary>The next query in turn that can start; null when none can.</summary>
    public QueryJob? Next(Func<QueryTicket, bool> canStart)
    {
        foreach (var line in _turns)
        {
            if ((Next(line.Small, canStart) ?? Next(line.Others, canStart)) is { } job)
                return job;
        }
        return null;
    }

    /// <summary>
    /// The one that waits longest. Where it waits for memory, one that has memory goes first: its answer has to go on for the memory to be free again.
    /// </summary>
    private static QueryJob? Next(LinkedList<QueryJob> waiting, Func<QueryTicket, bool> canStart) => waiting.First is not { Value: var first } ? null
        : canStart(first.Ticket) ? first : waiting.FirstOrDefault(job => job.Ticket.HoldsMemory && canStart(job.Ticket));

    /// <summary>Removes a query that starts, and moves its key to the end of the turns.</summary>
    public void Dequeue(QueryJob job)
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

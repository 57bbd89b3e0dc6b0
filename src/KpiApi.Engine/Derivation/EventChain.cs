using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>
/// Events as the edges of a graph from value to value. A chain is a trail that uses each of them once (Hierholzer's algorithm, linear);
/// of several the one that is first by the events' order is found. No value, such as nobody assigned, is a value too.
/// </summary>
internal sealed class EventChain
{
    private readonly List<TicketEvent> _events;
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly List<List<int>> _leaving = [[]];
    private readonly List<int> _surplus = [0];

    /// <param name="events">Ordered by id.</param>
    public EventChain(List<TicketEvent> events)
    {
        _events = events;
        for (var i = 0; i < events.Count; i++)
        {
            var from = Node(events[i].From);
            _leaving[from].Add(i);
            _surplus[from]++;
            _surplus[Node(events[i].To)]--;
        }
    }

    /// <summary>The events' indexes in order of the chain, or null when they form none.</summary>
    /// <param name="before">The value before them, where a circle begins when it has it.</param>
    public List<int>? Find(string? before)
    {
        if (Start(before) is not { } start)
            return null;
        var next = new int[_leaving.Count];
        var path = new List<int>(_events.Count);
        var stack = new Stack<(int Node, int Edge)>([(start, -1)]);
        while (stack.TryPeek(out var top))
        {
            if (next[top.Node] < _leaving[top.Node].Count)
            {
                var edge = _leaving[top.Node][next[top.Node]++];
                stack.Push((Node(_events[edge].To), edge));
                continue;
            }
            stack.Pop();
            if (top.Edge >= 0)
                path.Add(top.Edge);
        }
        path.Reverse();
        return path.Count == _events.Count ? path : null;
    }

    private int? Start(string? before)
    {
        int? start = null;
        for (var node = 0; node < _surplus.Count; node++)
        {
            if (_surplus[node] is > 1 or < -1 || (_surplus[node] == 1 && start is not null))
                return null;
            if (_surplus[node] == 1)
                start = node;
        }
        if (start is not null)
            return start;
        return before is not null && _nodes.TryGetValue(before, out var known) ? known : Node(_events[0].From);
    }

    /// <summary>0 is no value.</summary>
    private int Node(string? value)
    {
        if (value is null)
            return 0;
        if (_nodes.TryGetValue(value, out var known))
            return known;
        _leaving.Add([]);
        _surplus.Add(0);
        return _nodes[value] = _leaving.Count - 1;
    }
}

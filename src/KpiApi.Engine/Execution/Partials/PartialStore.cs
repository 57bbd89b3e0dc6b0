namespace KpiApi.Engine.Execution.Partials;

/// <summary>
/// Keeps partials for later queries, by what they count. When they take too much memory, those of the question that was not asked for
/// the longest time go first.
/// </summary>
internal sealed class PartialStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PartialShape> _shapes = [];
    private long _uses;

    private volatile FastWays _ways = new();

    /// <summary>Whether partials are to be used, and how much memory they may take.</summary>
    public FastWays Ways
    {
        get => _ways;
        set => _ways = value;
    }

    /// <summary>Chunks that a question asked again finds as one.</summary>
    public int BlockChunks { get; set; } = 32;

    public long SizeBytes
    {
        get
        {
            lock (_lock)
                return _shapes.Values.Sum(s => s.SizeBytes);
        }
    }

    /// <param name="state">Tells the questions apart; the period is no part of it.</param>
    public PartialShape Shape(string state)
    {
        lock (_lock)
        {
            if (!_shapes.TryGetValue(state, out var shape))
                _shapes[state] = shape = new PartialShape(BlockChunks);
            shape.LastUse = ++_uses;
            return shape;
        }
    }

    /// <summary>Gives up what was not used for the longest time, until the rest fits. To be called after a query.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            var held = _shapes.Values.Sum(s => s.SizeBytes);
            foreach (var (state, shape) in held <= Ways.MaxPartialBytes ? [] : _shapes.OrderBy(s => s.Value.LastUse).ToList())
            {
                if (held <= Ways.MaxPartialBytes)
                    break;
                held -= shape.SizeBytes;
                _shapes.Remove(state);
            }
        }
    }
}

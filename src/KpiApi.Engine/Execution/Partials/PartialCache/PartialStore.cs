namespace KpiApi.Engine.Execution.Partials;

/// <summary>
/// Keeps partials for later queries, by what they count. When they take too much memory, or are of too many questions, those of the question
/// that was not asked for the longest time go first.
/// </summary>
internal sealed class PartialStore
{
    /// <summary>More questions than all dashboards of a company ask.</summary>
    public const int MaxShapes = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<ShapeKey, LinkedListNode<(ShapeKey Key, PartialShape Shape)>> _shapes = [];

    /// <summary>The one asked last is the last.</summary>
    private readonly LinkedList<(ShapeKey Key, PartialShape Shape)> _byUse = [];
    private long _sizeBytes;

    private volatile FastWays _ways = new();

    /// <summary>Whether partials are to be used, and how much memory they may take.</summary>
    public FastWays Ways
    {
        get => _ways;
        set => _ways = value;
    }

    /// <summary>Chunks that a question asked again finds as one.</summary>
    public int BlockChunks { get; set; } = 32;

    /// <summary>All that is held: partials, what is known to be not worth keeping, and what finds them.</summary>
    public long SizeBytes => Interlocked.Read(ref _sizeBytes);

    /// <summary>Questions of which something is kept.</summary>
    public int Shapes
    {
        get
        {
            lock (_lock)
                return _shapes.Count;
        }
    }

    /// <param name="key">Tells the questions apart; the period is no part of it.</param>
    public PartialShape Shape(ShapeKey key)
    {
        lock (_lock)
        {
            if (_shapes.TryGetValue(key, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddLast(node);
                return node.Value.Shape;
            }
            var shape = new PartialShape(BlockChunks, Add);
            _shapes[key] = _byUse.AddLast((key, shape));
            Interlocked.Add(ref _sizeBytes, PartialShape.OwnBytes);
            while (_shapes.Count > MaxShapes)
                GiveUpFirst();
            return shape;
        }
    }

    /// <summary>Gives up what was not used for the longest time, until the rest fits.</summary>
    public void Trim()
    {
        if (SizeBytes <= Ways.MaxPartialBytes)
            return;
        lock (_lock)
        {
            while (_shapes.Count > 0 && SizeBytes > Ways.MaxPartialBytes)
                GiveUpFirst();
        }
    }

    /// <summary>Gives all up: memory is short, and everything can be counted again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_shapes.Count > 0)
                GiveUpFirst();
        }
    }

    private void Add(long bytes)
    {
        Interlocked.Add(ref _sizeBytes, bytes);
        Trim();
    }

    private void GiveUpFirst()
    {
        var (key, shape) = _byUse.First!.Value;
        _byUse.RemoveFirst();
        _shapes.Remove(key);
        Interlocked.Add(ref _sizeBytes, -shape.GiveUp());
    }
}

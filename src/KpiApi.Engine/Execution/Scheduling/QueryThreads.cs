using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>
/// Threads of their own for queries, one a core (two where there is one), so that other work in the process does not wait for them.
/// The keys that ask take turns. All threads but one may run queries that are not small, so a small one never waits for the end of a
/// large one; while nobody waits, idle threads help the running queries. Memory is handed out as well: who finds too little of it left waits.
/// </summary>
public sealed class QueryThreads : Helpers, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly QueryQueue _waiting = new();
    private readonly Queue<QueryJob> _ready = [];
    private readonly Queue<HelpJob> _help = [];
    private readonly Dictionary<object, long> _bytesOf = [];
    private readonly QueryThreadsSize _size;
    private readonly Thread[] _threads;
    private int _idle;
    private int _large;
    private long _bytes;
    private bool _isStopped;
    private volatile bool _areWanted;

    public QueryThreads(QueryThreadsSize size)
    {
        _size = size;
        _idle = size.Threads;
        _threads = [.. Enumerable.Range(1, size.Threads).Select(number => new Thread(Work) { IsBackground = true, Name = $"query {number}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Queries that wait for a thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Bytes handed out.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    public override int Most => _size.Threads - 1;

    public override bool AreWanted => _areWanted;

    /// <summary>Why a query of this key would not be taken now; null when it would be.</summary>
    public QueueFullException? IsFull(object key)
    {
        lock (_gate)
            return IsFullNow(key);
    }

    /// <param name="key">Who asks: keys take turns.</param>
    /// <param name="cost">Beyond all memory it gets all of it.</param>
    public QueryTicket Ticket(object key, QueryCost cost) => new(this, key, cost, Math.Min(cost.Bytes, _size.Bytes));

    public override Task? TryStart(Action help)
    {
        HelpJob job;
        lock (_gate)
        {
            if (_idle == 0 || _isStopped)
                return null;
            _idle--;
            _help.Enqueue(job = new HelpJob(help));
        }
        _work.Release();
        return job.Task;
    }

    /// <summary>Runs what is under way to its end, and nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            while (_waiting.Next(_ => true) is { } job)
            {
                _waiting.Take(job);
                job.Cancel(CancellationToken.None);
            }
        }
        _work.Release(_threads.Length);
        foreach (var thread in _threads)
            thread.Join();
        _work.Dispose();
    }

    internal void Add(QueryJob job, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            job.Cancel(cancel);
            return;
        }
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            // Who has begun is let through to the end.
            if (!job.Ticket.HoldsMemory && IsFullNow(job.Ticket.Key) is { } full)
                throw full;
            _waiting.Add(job);
            Dispatch();
        }
        var registration = cancel.UnsafeRegister((state, token) => GiveUp((QueryJob)state!, token), job);
        lock (_gate)
        {
            if (job.Place is not null)
            {
                job.Registration = registration;
                return;
            }
        }
        registration.Unregister();
    }

    internal void Release(QueryTicket ticket)
    {
        lock (_gate)
        {
            if (!ticket.HoldsMemory)
                return;
            ticket.HoldsMemory = false;
            _bytes -= ticket.Bytes;
            if ((_bytesOf[ticket.Key] = _bytesOf.GetValueOrDefault(ticket.Key) - ticket.Bytes) == 0)
                _bytesOf.Remove(ticket.Key);
            Dispatch();
        }
    }

    private QueueFullException? IsFullNow(object key) => _waiting.CountOf(key) >= _size.WaitingOfKey ? new(ofKey: true) : _waiting.Count >= _size.Waiting ? new(ofKey: false) : null;

    private void GiveUp(QueryJob job, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(job))
                return;
            Dispatch();
        }
        job.Cancel(cancel);
    }

    /// <summary>Wakes a thread for each query that can start. To be called when anything has changed.</summary>
    private void Dispatch()
    {
        while (_idle > 0 && _waiting.Next(CanStart) is { } job)
        {
            _idle--;
            Start(job);
            _ready.Enqueue(job);
            _work.Release();
        }
        _areWanted = _idle == 0 && _waiting.Next(CanStart) is not null;
    }

    private void Start(QueryJob job)
    {
        var ticket = job.Ticket;
        _waiting.Take(job);
        job.Registration.Unregister();
        _large += ticket.IsSmall ? 0 : 1;
        if (ticket.HoldsMemory)
            return;
        ticket.HoldsMemory = true;
        _bytes += ticket.Bytes;
        _bytesOf[ticket.Key] = _bytesOf.GetValueOrDefault(ticket.Key) + ticket.Bytes;
    }

    private bool CanStart(QueryTicket ticket) => (ticket.IsSmall || _large < Math.Max(1, _size.Threads - 1)) && (ticket.HoldsMemory || HasMemory(ticket));

    /// <summary>A key alone gets no more than half of it, or one whose answers are long, and read slowly, would keep all others waiting.</summary>
    private bool HasMemory(QueryTicket ticket)
    {
        var own = _bytesOf.GetValueOrDefault(ticket.Key);
        return (_bytes == 0 || _bytes + ticket.Bytes <= _size.Bytes) && (own == 0 || own + ticket.Bytes <= _size.Bytes / 2);
    }

    private void Work()
    {
        while (true)
        {
            _work.Wait();
            QueryJob? job = null;
            HelpJob? help = null;
            lock (_gate)
            {
                if (!_ready.TryDequeue(out job) && !_help.TryDequeue(out help))
                    return;
            }
            if (help is not null)
                help.Run();
            else if (job!.Context is { } context)
                ExecutionContext.Run(context, _ => job.Run(this), null);
            else
                job.Run(this);
            lock (_gate)
            {
                _idle++;
                _large -= job is { Ticket.IsSmall: false } ? 1 : 0;
                Dispatch();
            }
            job?.Complete();
        }
    }

    private sealed class HelpJob(Action help)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _done.Task;

        public void Run()
        {
            try
            {
                help();
                _done.SetResult();
            }
#pragma warning disable CA1031 // It belongs to the query that is helped.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _done.SetException(failure);
            }
        }
    }
}

/// <param name="Threads">At least two, or a small query would wait for a large one.</param>
/// <param name="Bytes">Memory of the queries under way together.</param>
/// <param name="WaitingOfKey">Queries of one key that may wait.</param>
/// <param name="Waiting">Queries that may wait.</param>
public sealed record QueryThreadsSize(int Threads, long Bytes, int WaitingOfKey, int Waiting);

using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>
/// A thread pool for queries alone, one thread per core (two on a single core), so that other work in the process does not wait for queries.
/// API keys take turns. One thread is reserved for small queries, so a small query never waits for a large one to finish. While no query
/// waits, idle threads help the running ones. Memory is budgeted too: a query waits until enough of it is free.
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
    private long _maxBytes;
    private bool _isStopped;
    private volatile bool _mustYield;

    public QueryThreads(QueryThreadsSize size)
    {
        (_size, _maxBytes) = (size, size.Bytes);
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

    /// <summary>Bytes that running queries have reserved.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Bytes that running queries may reserve together. When it becomes less, those that run keep what they have.</summary>
    public long MaxBytes
    {
        get
        {
            lock (_gate)
                return _maxBytes;
        }
        set
        {
            lock (_gate)
            {
                _maxBytes = value;
                Dispatch();
            }
        }
    }

    public override int Most => _size.Threads - 1;

    public override bool MustYield => _mustYield;

    /// <summary>Why a query of this key would be refused now; null when it would be accepted.</summary>
    public QueueFullException? IsFull(object key)
    {
        lock (_gate)
            return IsFullNow(key);
    }

    /// <param name="key">The caller; callers take turns.</param>
    /// <param name="cost">A query that needs more than the whole budget gets the whole budget.</param>
    public QueryTicket Ticket(object key, QueryCost cost) => new(this, key, cost, Math.Min(cost.Bytes, MaxBytes));

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

    /// <summary>Finishes the running queries and cancels the waiting ones.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            while (_waiting.Next(_ => true) is { } job)
            {
                _waiting.Dequeue(job);
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
            // A query that has begun is never refused.
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

    /// <summary>Wakes a thread for each query that can start. Called after every change.</summary>
    private void Dispatch()
    {
        while (_idle > 0 && _waiting.Next(CanStart) is { } job)
        {
            _idle--;
            Start(job);
            _ready.Enqueue(job);
            _work.Release();
        }
        _mustYield = _idle == 0 && _waiting.Next(CanStart) is not null;
    }

    private void Start(QueryJob job)
    {
        var ticket = job.Ticket;
        _waiting.Dequeue(job);
        job.Registration.Unregister();
        _large += ticket.IsSmall ? 0 : 1;
        if (ticket.HoldsMemory)
            return;
        ticket.HoldsMemory = true;
        _bytes += ticket.Bytes;
        _bytesOf[ticket.Key] = _bytesOf.GetValueOrDefault(ticket.Key) + ticket.Bytes;
    }

    private bool CanStart(QueryTicket ticket) => (ticket.IsSmall || _large < Math.Max(1, _size.Threads - 1)) && (ticket.HoldsMemory || HasMemory(ticket));

    /// <summary>One key gets at most half of the memory; otherwise a caller that reads long answers slowly would block all others.</summary>
    private bool HasMemory(QueryTicket ticket)
    {
        var own = _bytesOf.GetValueOrDefault(ticket.Key);
        return (_bytes == 0 || _bytes + ticket.Bytes <= _maxBytes) && (own == 0 || own + ticket.Bytes <= _maxBytes / 2);
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
}

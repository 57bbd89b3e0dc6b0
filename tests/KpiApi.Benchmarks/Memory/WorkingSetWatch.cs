using KpiApi.Benchmarks.Neighbours;

namespace KpiApi.Benchmarks.Memory;

/// <summary>Measures the working set of a service over and over, and remembers the most.</summary>
internal sealed class WorkingSetWatch : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly ServiceProcess _service;
    private readonly Timer _timer;
    private long _most;

    public WorkingSetWatch(ServiceProcess service)
    {
        _service = service;
        _timer = new Timer(_ => Measure(), null, TimeSpan.Zero, s_pause);
    }

    /// <summary>Now.</summary>
    public long Megabytes => Measure();

    /// <summary>So far.</summary>
    public long MostMegabytes => Interlocked.Read(ref _most);

    public void Dispose() => _timer.Dispose();

    private long Measure()
    {
        var now = _service.WorkingSetMegabytes;
        for (var most = MostMegabytes; now > most; most = MostMegabytes)
            Interlocked.CompareExchange(ref _most, now, most);
        return now;
    }
}

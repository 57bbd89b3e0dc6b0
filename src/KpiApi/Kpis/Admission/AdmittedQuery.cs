using KpiApi.Engine.Execution.Scheduling;

namespace KpiApi.Kpis.Admission;

/// <summary>A question from its first turn to the end of its answer, and the time that it has for it: while the client reads, that stands still.</summary>
internal sealed class AdmittedQuery : IDisposable
{
    private readonly QueryTicket _ticket;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _seconds;
    private readonly CancellationToken _gone;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _either;
    private TimeSpan _left;

    public AdmittedQuery(QueryTicket ticket, TimeProvider clock, TimeSpan time, CancellationToken gone)
    {
        (_ticket, _clock, _seconds, _left, _gone) = (ticket, clock, time, time, gone);
        _time = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, gone);
    }

    /// <summary>True where the time is that of each turn, and not of all together.</summary>
    public bool TimesEachTurn { get; init; }

    /// <summary>Waits for a turn, and runs on a thread for queries.</summary>
    /// <param name="work">Gets who may help, and when to stop.</param>
    /// <exception cref="QueryRefusedException">Too many wait already, or its time is over.</exception>
    public async Task<T> RunAsync<T>(Func<Helpers, CancellationToken, T> work)
    {
        var started = _clock.GetTimestamp();
        _time.CancelAfter(_left);
        try
        {
            return await _ticket.RunAsync(helpers => work(helpers, _either.Token), _either.Token);
        }
        catch (QueueFullException full)
        {
            throw QueryRefusedException.Full(full);
        }
        catch (OperationCanceledException) when (_time.IsCancellationRequested && !_gone.IsCancellationRequested)
        {
            throw QueryRefusedException.TimedOut(_seconds);
        }
        finally
        {
            if (!TimesEachTurn)
                _left = TimeSpan.FromTicks(Math.Max(1, (_left - _clock.GetElapsedTime(started)).Ticks));
            _time.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _ticket.Dispose();
        _either.Dispose();
        _time.Dispose();
    }
}

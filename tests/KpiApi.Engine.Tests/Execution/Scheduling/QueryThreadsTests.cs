using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Tests.Execution.Scheduling;

public sealed class QueryThreadsTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private static readonly QueryCost s_large = new(long.MaxValue, 0);
    private static readonly QueryCost s_small = new(1, 0);

    private readonly QueryThreads _threads = new(new QueryThreadsSize(Threads: 2, Bytes: 100 * Megabyte, WaitingOfKey: 4, Waiting: 6));
    private readonly List<string> _order = [];
    private readonly List<ManualResetEventSlim> _gates = [];

    public void Dispose()
    {
        _gates.ForEach(gate => gate.Set());
        _threads.Dispose();
        _gates.ForEach(gate => gate.Dispose());
    }

    [Fact]
    public async Task Keys_take_turns_whichever_asks_more()
    {
        var (gate, first) = Hold("A", s_large);
        var others = new[] { Note("A", "A1"), Note("A", "A2"), Note("A", "A3"), Note("B", "B1"), Note("C", "C1") };
        gate.Set();
        await first;
        await Task.WhenAll(others);
        Assert.Equal(["A1", "B1", "C1", "A2", "A3"], _order);
    }

    [Fact]
    public async Task Small_query_passes_large_ones_of_its_own_key_too()
    {
        var (gate, first) = Hold("A", s_large);
        var waiting = Note("A", "large");
        await Note("A", "small", s_small);
        Assert.Equal(["small"], _order);
        Assert.Equal(1, _threads.Waiting);
        gate.Set();
        await first;
        await waiting;
        Assert.Equal(["small", "large"], _order);
    }

    [Fact]
    public async Task Key_with_too_many_waiting_is_refused_and_others_are_not_until_all_are_too_many()
    {
        var (gate, first) = Hold("A", s_large);
        var waiting = Enumerable.Range(0, 4).Select(n => Note("A", $"A{n}")).ToList();
        Assert.True((await Assert.ThrowsAsync<QueueFullException>(() => Note("A", "A4"))).IsOfKey);
        waiting.Add(Note("B", "B0"));
        waiting.Add(Note("C", "C0"));
        Assert.False((await Assert.ThrowsAsync<QueueFullException>(() => Note("D", "D0"))).IsOfKey);
        gate.Set();
        await first;
        await Task.WhenAll(waiting);
        Assert.Equal(6, _order.Count);
    }

    [Fact]
    public async Task Query_given_up_while_it_waits_leaves_its_place()
    {
        var (gate, first) = Hold("A", s_large);
        using var gone = new CancellationTokenSource();
        var waiting = Note("A", "gone", cancel: gone.Token);
        Assert.Equal(1, _threads.Waiting);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, _threads.Waiting);
        gate.Set();
        await first;
        Assert.Empty(_order);
    }

    [Fact]
    public async Task Memory_is_waited_for_until_the_answer_before_has_been_sent()
    {
        var first = _threads.Ticket("A", new QueryCost(1, 60 * Megabyte));
        await first.RunAsync(_ => 0, CancellationToken.None);
        Assert.Equal(60 * Megabyte, _threads.HeldBytes);
        var second = Note("B", "B", new QueryCost(1, 60 * Megabyte));
        await Note("C", "C", new QueryCost(1, 40 * Megabyte));
        Assert.Equal(["C"], _order);
        Assert.Equal(1, _threads.Waiting);
        // A piece of the answer, and then its end.
        await first.RunAsync(_ => 0, CancellationToken.None);
        first.Dispose();
        await second;
        Assert.Equal(["C", "B"], _order);
        Assert.Equal(0, _threads.HeldBytes);
    }

    [Fact]
    public async Task Answer_goes_on_while_another_of_its_key_waits_for_its_memory()
    {
        var all = new QueryCost(long.MaxValue, 100 * Megabyte);
        var first = _threads.Ticket("A", all);
        await first.RunAsync(_ => 0, CancellationToken.None);
        var second = Note("A", "second", all);
        // It would wait behind the second, which waits for its end.
        await first.RunAsync(_ => 0, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(_order);
        first.Dispose();
        await second;
        Assert.Equal(["second"], _order);
    }

    [Fact]
    public async Task Memory_may_become_less_and_more_while_queries_wait()
    {
        var first = _threads.Ticket("A", new QueryCost(1, 60 * Megabyte));
        await first.RunAsync(_ => 0, CancellationToken.None);
        _threads.MaxBytes = 70 * Megabyte;
        var second = Note("B", "B", new QueryCost(1, 40 * Megabyte));
        Assert.Equal(1, _threads.Waiting);
        _threads.MaxBytes = 100 * Megabyte;
        await second;
        Assert.Equal(60 * Megabyte, _threads.HeldBytes);
        first.Dispose();
    }

    [Fact]
    public async Task One_key_gets_half_of_the_memory_unless_one_query_needs_more()
    {
        var first = _threads.Ticket("A", new QueryCost(1, 30 * Megabyte));
        await first.RunAsync(_ => 0, CancellationToken.None);
        var second = Note("A", "A", new QueryCost(1, 30 * Megabyte));
        await Note("B", "B", new QueryCost(1, 70 * Megabyte));
        Assert.Equal(["B"], _order);
        first.Dispose();
        await second;
        await Note("C", "more than there is", new QueryCost(1, 1000 * Megabyte));
        Assert.Equal(["B", "A", "more than there is"], _order);
    }

    [Fact]
    public async Task Idle_thread_helps_until_another_query_waits()
    {
        var (helped, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var ticket = _threads.Ticket("A", s_large);
        var helping = ticket.RunAsync(helpers =>
        {
            var help = helpers.TryStart(() =>
            {
                helped.SetResult();
                SpinWait.SpinUntil(() => helpers.MustYield);
                left.SetResult();
            });
            Assert.Null(helpers.TryStart(() => { }));
            help!.GetAwaiter().GetResult();
            return 0;
        }, CancellationToken.None);
        await helped.Task;
        await Note("B", "B", s_small);
        await left.Task;
        await helping;
        Assert.Equal(["B"], _order);
    }

    [Fact]
    public async Task Failure_belongs_to_who_asked()
    {
        using var ticket = _threads.Ticket("A", s_small);
        await Assert.ThrowsAsync<InvalidDataException>(() => ticket.RunAsync<int>(_ => throw new InvalidDataException(), CancellationToken.None));
        Assert.Equal(7, await ticket.RunAsync(_ => 7, CancellationToken.None));
    }

    /// <summary>A query that runs until it is let go, and runs already.</summary>
    private (ManualResetEventSlim Gate, Task Done) Hold(string key, QueryCost cost)
    {
        var (gate, runs) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        _gates.AddRange([gate, runs]);
        var done = RunAsync(key, cost, () =>
        {
            runs.Set();
            gate.Wait();
        });
        runs.Wait();
        return (gate, done);
    }

    private Task Note(string key, string name, QueryCost? cost = null, CancellationToken cancel = default) => RunAsync(key, cost ?? s_large, () =>
    {
        lock (_order)
            _order.Add(name);
    }, cancel);

    private async Task RunAsync(string key, QueryCost cost, Action work, CancellationToken cancel = default)
    {
        using var ticket = _threads.Ticket(key, cost);
        await ticket.RunAsync(_ =>
        {
            work();
            return 0;
        }, cancel);
    }
}

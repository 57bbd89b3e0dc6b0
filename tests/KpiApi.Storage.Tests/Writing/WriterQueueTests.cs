using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;

namespace KpiApi.Storage.Tests.Writing;

public sealed class WriterQueueTests
{
    [Fact]
    public void Queue_counts_writes_rows_and_bytes_until_they_are_done()
    {
        var queue = new WriterQueue(new() { MaxWaitingWrites = 3, MaxWaitingRows = 10, MaxWaitingMegabytes = 1 });
        var (large, small) = (Agents(11), Agents(1));
        Assert.True(queue.TryAdd(large));
        Assert.False(queue.TryAdd(small));
        Assert.True(queue.TryTake(out _));
        Assert.False(queue.TryAdd(small));
        large.Complete(1);
        Assert.True(queue.TryAdd(small) && queue.TryAdd(Agents(9)));
        Assert.False(queue.HasRoomFor(Agents(1)));
        Assert.True(queue.HasRoomFor(Agents(0)));
        small.Fail(new StoreUnavailableException("away"));
        Assert.True(queue.HasRoomFor(Agents(1)));
        Assert.False(queue.HasRoomFor(Agents(1, new string('x', 600_000))));
        Assert.True(queue.TryAdd(Agents(0)) && queue.TryAdd(Agents(0)));
        Assert.False(queue.TryAdd(Agents(0)));
    }

    private static UpsertWrite<Agent> Agents(int rows, string name = "") =>
        new(StoreTables.Agents, [.. Enumerable.Range(0, rows).Select(n => new Agent { Id = $"a-{n}", Name = name })]);
}

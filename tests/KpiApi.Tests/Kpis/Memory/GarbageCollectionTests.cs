using KpiApi.Kpis.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KpiApi.Tests.Kpis.Memory;

public sealed class GarbageCollectionTests
{
    [Fact]
    public void Garbage_is_collected_when_it_is_much_and_only_now_and_then()
    {
        var clock = new FakeTimeProvider();
        var garbage = new GarbageCollection(budget: 800, clock);
        Assert.False(garbage.CollectIfMuch(800));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(garbage.CollectIfMuch(599));
        Assert.True(garbage.CollectIfMuch(600));
        Assert.False(garbage.CollectIfMuch(800));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(garbage.CollectIfMuch(800));
    }
}

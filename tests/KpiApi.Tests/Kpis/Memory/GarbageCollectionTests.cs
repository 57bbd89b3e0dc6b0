using KpiApi.Kpis.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KpiApi.Tests.Kpis.Memory;

public sealed class GarbageCollectionTests
{
    [Fact]
    public void Garbage_is_collected_when_it_is_much_has_grown_and_only_now_and_then()
    {
        var clock = new FakeTimeProvider();
        var garbage = new GarbageCollection(budget: 800, clock);
        Assert.False(CollectAt(800));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(CollectAt(699));
        Assert.True(CollectAt(700, leaves: 550));
        Assert.False(CollectAt(740));
        clock.Advance(TimeSpan.FromSeconds(5));
        // What is in use stays, and is not collected again and again while everything stands still.
        Assert.True(CollectAt(740, leaves: 640));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(CollectAt(739));
        Assert.True(CollectAt(740));

        // Near the limit sooner, and for less.
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(CollectAt(800, leaves: 740));
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(CollectAt(800));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(CollectAt(764));
        Assert.True(CollectAt(765, leaves: 790));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(CollectAt(814));
        Assert.True(CollectAt(815));

        bool CollectAt(long taken, long? leaves = null)
        {
            var looks = 0;
            return garbage.CollectIfMuch(() => looks++ == 0 ? taken : leaves ?? taken);
        }
    }
}

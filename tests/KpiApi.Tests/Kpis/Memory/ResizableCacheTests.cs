using KpiApi.Kpis.Caching;

namespace KpiApi.Tests.Kpis.Memory;

public sealed class ResizableCacheTests
{
    [Fact]
    public void What_was_not_used_for_the_longest_time_goes_when_the_limit_becomes_less()
    {
        using var cache = new ResizableCache(100);
        for (var n = 0; n < 10; n++)
            cache.Set(n, "text", 10);
        Assert.True(cache.TryGet<string>(0, out _));
        cache.MaxBytes = 50;
        Assert.Equal((true, false, true), (cache.TryGet<string>(0, out _), cache.TryGet<string>(1, out _), cache.TryGet<string>(9, out _)));
        Assert.InRange(cache.SizeBytes, 10, 50);
        cache.Set("too large", "text", 51);
        Assert.False(cache.TryGet<string>("too large", out _));
        cache.MaxBytes = 200;
        cache.Set("fits now", "text", 51);
        Assert.True(cache.TryGet<string>("fits now", out _));
    }
}

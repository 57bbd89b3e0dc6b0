using KpiApi.Kpis.Memory;

namespace KpiApi.Tests.Kpis.Memory;

public sealed class MemorySharesTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void What_facts_leave_is_shared_out()
    {
        // 256 MB for the runtime, and half of the rest for garbage: 842 MB are left, of which 42 MB are the least.
        var shares = MemoryShares.Of(1940 * Megabyte, facts: 0, out var fits);
        Assert.Equal((true, 32 + 400, 8 + 300, 2 + 100), (fits, shares.Queries / Megabyte, shares.Partials / Megabyte, shares.Answers / Megabyte));
        shares = MemoryShares.Of(1940 * Megabyte, facts: 400 * Megabyte, out fits);
        Assert.Equal((true, 32 + 200, 8 + 150, 2 + 50), (fits, shares.Queries / Megabyte, shares.Partials / Megabyte, shares.Answers / Megabyte));
    }

    [Theory]
    [InlineData(1940, 801)]
    [InlineData(1940, 5000)]
    [InlineData(1, 0)]
    public void Where_facts_leave_too_little_the_least_stays(long budget, long facts) =>
        Assert.Equal((MemoryShares.Least, false), (MemoryShares.Of(budget * Megabyte, facts * Megabyte, out var fits), fits));

    [Theory]
    [InlineData(true, 1536)]
    [InlineData(false, 768)]
    public void Machine_without_a_limit_has_other_programs_to_run(bool isLimited, long megabytes) => Assert.Equal(megabytes, MemoryBudget.DefaultBytes(1536, isLimited));
}

using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Columns;

[Collection(nameof(AllocationsAlone))]
public sealed class RepublishTests
{
    private const int Activities = 5_000;
    private const int Publishes = 200;

    /// <summary>What the writer keeps from one publish to the next must not grow with the rows that went: a list that does is copied to one twice as large again and again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Owner_published_again_and_again_takes_no_more_memory_the_last_time(bool fast)
    {
        var writer = new FactWriter(fast);
        var facts = FactDerivation.Derive(new Timeline(new Ticket { Id = "t", CreatedAtMs = 0, Channel = "email" }, [.. Enumerable.Range(1, Activities).Select(Reply)], []), DerivationRules.Default);
        var allocated = new long[Publishes];
        for (var version = 0; version < Publishes; version++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            writer.Publish([new(new(OwnerKind.Ticket, "t"), facts)], version + 1);
            allocated[version] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(allocated[(Publishes / 2)..].Max(), 1, allocated[Publishes / 2] * 3 / 2);
    }

    private static TicketEvent Reply(int number) =>
        new() { Id = $"e{number}", Ticket = "t", Type = EventTypes.Reply, AtMs = number * 1_000L, Agent = $"agent {number % 7}", Public = true };
}

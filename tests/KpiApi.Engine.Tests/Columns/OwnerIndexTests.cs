using System.Text;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Tests.Columns;

public class OwnerIndexTests
{
    [Fact]
    public void Index_of_many_keys_finds_each_and_no_other()
    {
        const int Count = 40_000;
        var ids = Enumerable.Range(0, Count).Select(n => Encoding.UTF8.GetString(OwnerIndex.KeyUtf8(Key(n), new byte[64]))).ToArray();
        var chunks = ids.Chunk(FactChunk.Capacity).Select(c => new FactChunk(IdColumnTests.Column(c), [], [], [], [])).ToArray();
        var index = new OwnerIndex();
        for (var place = 0; place < Count; place++)
        {
            index.Add(chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity));
            // Also while the index grows.
            Assert.Equal(place, index.Find(Key(place), chunks));
            Assert.Equal(place / 2, index.Find(Key(place / 2), chunks));
            Assert.Equal(-1, index.Find(Key(place + 1), chunks));
        }
        Assert.Equal(Count, index.Count);
        for (var n = 0; n < Count; n++)
        {
            Assert.Equal(n, index.Find(Key(n), chunks));
            Assert.Equal(-1, index.Find(Key(n) with { Id = $"x{n}" }, chunks));
        }
    }

    [Fact]
    public void Index_of_nothing_finds_nothing() => Assert.Equal(-1, new OwnerIndex().Find(Key(1), []));

    private static OwnerKey Key(int n) => new(n % 3 == 0 ? OwnerKind.Survey : OwnerKind.Ticket, $"ticket-{n / 2}-é{n % 2}");
}

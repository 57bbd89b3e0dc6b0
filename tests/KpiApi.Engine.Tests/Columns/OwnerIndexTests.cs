using System.Text;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Model;
using KpiApi.Engine.Tests.Columns.Encodings;

namespace KpiApi.Engine.Tests.Columns;

public class OwnerIndexTests
{
    [Fact]
    public void Index_of_many_keys_finds_each_and_no_other()
    {
        const int Count = 40_000;
        var ids = Enumerable.Range(0, Count).Select(Text).ToArray();
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
        foreach (var made in (OwnerIndex[])[index, OwnerIndex.Of(chunks)])
        {
            Assert.Equal(Count, made.Count);
            for (var n = 0; n < Count; n++)
            {
                Assert.Equal(n, made.Find(Key(n), chunks));
                Assert.Equal(-1, made.Find(Key(n) with { Id = $"x{n}" }, chunks));
            }
        }
    }

    [Fact]
    public void Keys_looked_for_together_are_found_as_one_by_one()
    {
        const int Count = 20_000;
        var ids = Enumerable.Range(0, Count).Select(Text).ToArray();
        var chunks = ids.Chunk(FactChunk.Capacity).Select(c => new FactChunk(IdColumnTests.Column(c), [], [], [], [])).ToArray();
        var (index, random, places) = (new OwnerIndex(), new Random(5), new int[OwnerIndex.Together]);
        for (var place = 0; place < Count; place++)
        {
            index.Add(chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity));
            var wanted = Enumerable.Range(0, 1 + (place % OwnerIndex.Together)).Select(_ => random.Next(2 * place + 2)).ToArray();
            index.Find(Array.ConvertAll(wanted, Key), places, chunks);
            Assert.Equal(wanted.Select(n => n <= place ? n : -1), places[..wanted.Length]);
        }
    }

    [Fact]
    public void Index_of_chunks_goes_on_and_leaves_out_who_was_forgotten()
    {
        var ids = IdColumnTests.Column(Text(1), "", Text(2), Text(3));
        FactChunk[] chunks = [new FactChunk(ids, [], [], [], [])];
        var index = OwnerIndex.Of([new FactChunk(IdColumnTests.Column(ids[0], ids[1], ids[2]), [], [], [], [])]);
        index.Add(ids.Utf8(3));
        Assert.Equal([0, 2, 3, -1], Enumerable.Range(1, 4).Select(n => index.Find(Key(n), chunks)));
        Assert.Equal(4, index.Count);
    }

    [Fact]
    public void Index_of_nothing_finds_nothing() => Assert.Equal(-1, new OwnerIndex().Find(Key(1), []));

    private static string Text(int n) => Encoding.UTF8.GetString(OwnerIndex.KeyUtf8(Key(n), new byte[64]));

    private static OwnerKey Key(int n) => new(n % 3 == 0 ? OwnerKind.Survey : OwnerKind.Ticket, $"ticket-{n / 2}-é{n % 2}");
}

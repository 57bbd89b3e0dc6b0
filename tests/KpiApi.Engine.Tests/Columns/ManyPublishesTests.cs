using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Columns;

/// <summary>However facts came to be there, the answers are those of the same facts published at once.</summary>
public class ManyPublishesTests
{
    [Fact]
    public void Batches_with_updates_and_removals_over_three_chunks_equal_one_publish()
    {
        const int Count = 40_000;
        var writer = new FactWriter();
        var version = 0;

        // First the odd ones, in batches that end in the middle of chunks, then the even ones; every seventh is updated and every
        // eleventh removed. Of those removed every second returns.
        var order = Enumerable.Range(0, Count).OrderBy(n => n % 2 == 0).ToArray();
        foreach (var batch in order.Chunk(9_001))
            writer.Publish([.. batch.Select(n => ManyFacts.Change(ManyFacts.Ticket(n, n % 7 == 0 ? 1 : 0)))], ++version);
        var half = writer.Current;
        var halfAnswers = ManyFacts.Ask(half);
        writer.Publish([.. Every(7).Select(n => ManyFacts.Change(ManyFacts.Ticket(n)))], ++version);
        writer.Publish([.. Every(11).Select(n => new FactChange(ManyFacts.Ticket(n).Key, null))], ++version);
        var surveys = Enumerable.Range(0, 100).Select(ManyFacts.Lone);
        writer.Publish([.. Every(22).Select(n => ManyFacts.Ticket(n)).Concat(surveys).Select(ManyFacts.Change)], ++version);

        var whole = Enumerable.Range(0, Count).Where(n => n % 11 != 0 || n % 22 == 0).Select(n => ManyFacts.Ticket(n)).Concat(surveys);
        Assert.Equal(ManyFacts.Ask(ManyFacts.Publish([.. whole.Select(ManyFacts.Change)])), ManyFacts.Ask(writer.Current));
        Assert.Equal(halfAnswers, ManyFacts.Ask(half));
        Assert.Equal(Count + 100, writer.Current.OwnerCount);
        Assert.All(Every(97).Concat(Every(1111)), n => Assert.Equal(n % 11 != 0 || n % 22 == 0, writer.Current.Contains(new OwnerKey(OwnerKind.Ticket, $"T{n}"))));

        static IEnumerable<int> Every(int step) => Enumerable.Range(0, Count).Where(n => n % step == 0);
    }

    /// <summary>More chunks than are made at once.</summary>
    [Fact]
    public void Changes_of_six_chunks_in_one_publish_equal_one_publish()
    {
        const int Count = 5 * FactChunk.Capacity + 10;
        var writer = new FactWriter();
        writer.Publish([.. Enumerable.Range(0, Count).Select(n => ManyFacts.Change(ManyFacts.Ticket(n)))], 1);
        writer.Publish([.. Enumerable.Range(0, Count + 100).Where(IsChanged).Select(n => ManyFacts.Change(ManyFacts.Ticket(n, 1))).Reverse()], 2);

        var whole = Enumerable.Range(0, Count + 100).Select(n => ManyFacts.Change(ManyFacts.Ticket(n, IsChanged(n) ? 1 : 0)));
        Assert.Equal(ManyFacts.Ask(ManyFacts.Publish([.. whole])), ManyFacts.Ask(writer.Current));

        static bool IsChanged(int n) => n % 1_000 == 7 || n >= Count;
    }

    /// <summary>One after the other, one of whom nothing counts; then some change, one goes and one is new.</summary>
    [Fact]
    public void Facts_loaded_equal_one_publish()
    {
        const int Count = 2 * FactChunk.Capacity + 10;
        var (writer, read) = (new FactWriter(), 0);
        Assert.Equal(3, writer.Load(Owners(), owner => owner.Facts, 3).Version);
        Assert.Equal(Count, writer.Current.OwnerCount);
        writer.Publish([.. Enumerable.Range(0, Count + 1).Where(IsChanged).Select(n => ManyFacts.Change(ManyFacts.Ticket(n, 2))), new(ManyFacts.Ticket(7).Key, null)], 4);

        var whole = Enumerable.Range(0, Count + 1).Where(n => n != 7).Select(n => ManyFacts.Change(ManyFacts.Ticket(n, IsChanged(n) ? 2 : 0)));
        Assert.Equal(ManyFacts.Ask(ManyFacts.Publish([.. whole])), ManyFacts.Ask(writer.Current));
        Assert.All([0, 8, 3, Count - 1, Count], n => Assert.True(writer.Contains(ManyFacts.Ticket(n).Key)));
        Assert.All([ManyFacts.Ticket(7).Key, new OwnerKey(OwnerKind.Ticket, "nobody")], key => Assert.False(writer.Contains(key)));

        static bool IsChanged(int n) => n % 5_000 == 3 || n >= Count;

        IEnumerable<FactChange> Owners()
        {
            for (var n = 0; n < Count; n++, read++)
            {
                // No more than a chunk is waited for.
                Assert.InRange(read - writer.Current.OwnerCount, 0, FactChunk.Capacity);
                yield return ManyFacts.Change(ManyFacts.Ticket(n));
            }
            yield return new(new OwnerKey(OwnerKind.Ticket, "nobody"), null);
        }
    }

    [Fact]
    public void Facts_are_loaded_once_and_each_owner_once()
    {
        var writer = new FactWriter();
        writer.Load([ManyFacts.Ticket(1), ManyFacts.Ticket(2), ManyFacts.Ticket(1)], facts => facts, 1);
        Assert.Throws<InvalidOperationException>(() => writer.Load([ManyFacts.Ticket(3)], facts => facts, 2));
        Assert.Throws<InvalidOperationException>(() => writer.Publish([ManyFacts.Change(ManyFacts.Ticket(3))], 2));
        Assert.Equal(0, new FactWriter().Load(Array.Empty<OwnerFacts>(), facts => facts, 0).OwnerCount);
    }

    [Fact]
    public void Random_publishes_equal_one_publish()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var writer = new FactWriter();
            var known = new Dictionary<OwnerKey, OwnerFacts>();
            for (var publish = 0; publish < 10; publish++)
                writer.Publish([.. Enumerable.Range(0, random.Next(8)).Select(_ => Next(random, known))], publish);
            var wanted = ManyFacts.Ask(ManyFacts.Publish([.. known.Values.Select(ManyFacts.Change)]));
            Assert.True(wanted.SequenceEqual(ManyFacts.Ask(writer.Current)), $"seed {seed}");
        }
    }

    /// <summary>Columns that nobody asks for in between are made of the changes of several publishes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Chunks_edited_the_fast_way_are_those_of_the_plain_way(bool askedEachTime)
    {
        var (shared, columns) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (fast, plain) = (new FactWriter(), new FactWriter(fast: false));
            var known = new Dictionary<OwnerKey, OwnerFacts>();
            for (var publish = 0; publish < 12; publish++)
            {
                var before = fast.Current.Chunks;
                FactChange[] changes = [.. Enumerable.Range(0, random.Next(publish == 0 || (!askedEachTime && publish % 5 == 0) ? 300 : 8)).Select(_ => Next(random, known, 400))];
                fast.Publish(changes, publish);
                plain.Publish(changes, publish);
                if (!askedEachTime && random.Next(3) != 0)
                    continue;
                Assert.True(ColumnTexts.Of(plain.Current).SequenceEqual(ColumnTexts.Of(fast.Current)), $"seed {seed}, publish {publish}");
                if (before.Length == 0 || changes.Length == 0)
                    continue;
                shared += FactSchema.Longs.Count(f => ReferenceEquals(before[0].Long(f), fast.Current.Chunks[0].Long(f)));
                columns += FactSchema.Longs.Count;
            }
            Assert.Equal(plain.Current.Span(FactSchema.Tables), fast.Current.Span(FactSchema.Tables));
        }
        Assert.InRange(shared, columns / 10, columns * 9 / 10);
    }

    private static FactChange Next(Random random, Dictionary<OwnerKey, OwnerFacts> known, int tickets = 20)
    {
        var facts = random.Next(4) == 0 ? ManyFacts.Lone(random.Next(10)) : ManyFacts.Ticket(random.Next(tickets), random.Next(5));
        if (random.Next(4) != 0)
            return ManyFacts.Change(known[facts.Key] = facts);
        known.Remove(facts.Key);
        return new FactChange(facts.Key, null);
    }
}

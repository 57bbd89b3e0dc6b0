using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Tests.Columns.Snapshots;

/// <summary>A writer that goes on from what was kept ends where one ends that never stopped.</summary>
public class SnapshotGoingOnTests
{
    private const int Count = 20_000;

    [Fact]
    public void Updates_removals_returns_and_new_names_after_reading_equal_a_writer_that_never_stopped()
    {
        var steady = new FactWriter();
        steady.Publish(ManyFacts.Tickets(Count), 1);
        steady.Publish([.. Every(11).Select(n => new FactChange(ManyFacts.Ticket(n).Key, null)), .. Enumerable.Range(0, 50).Select(ManyFacts.Lone).Select(ManyFacts.Change)], 2);
        var restarted = new FactWriter(Kept.Again(steady.Current));
        Assert.Equal(ManyFacts.Ask(steady.Current), ManyFacts.Ask(restarted.Current));

        foreach (var writer in (FactWriter[])[steady, restarted])
        {
            writer.Publish([.. Every(7).Select(n => ManyFacts.Change(ManyFacts.Ticket(n, edition: 1)))], 3);
            writer.Publish([.. Every(22).Select(n => ManyFacts.Change(ManyFacts.Ticket(n))), .. Every(13).Select(n => new FactChange(ManyFacts.Ticket(n).Key, null))], 4);
            writer.Publish([.. Enumerable.Range(Count, 3000).Select(n => ManyFacts.Change(Renamed(ManyFacts.Ticket(n))))], 5);
        }

        Assert.Equal(ManyFacts.Ask(steady.Current), ManyFacts.Ask(restarted.Current));
        Assert.Contains("fax", string.Concat(ManyFacts.Ask(restarted.Current)), StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, Count + 3000), n => Assert.Equal(steady.Contains(ManyFacts.Ticket(n).Key), restarted.Contains(ManyFacts.Ticket(n).Key)));
        Assert.Equal(ManyFacts.Ask(steady.Current), ManyFacts.Ask(Kept.Again(Kept.Again(restarted.Current))));

        static IEnumerable<int> Every(int step) => Enumerable.Range(0, Count).Where(n => n % step == 0);
    }

    [Fact]
    public void Kept_and_read_again_between_random_publishes_equals_one_publish()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var writer = new FactWriter();
            var last = new Dictionary<int, int?>();
            for (var version = 1; version <= 12; version++)
            {
                var changes = Enumerable.Range(0, random.Next(30)).Select(_ => (Number: random.Next(40), Edition: random.Next(4) == 0 ? (int?)null : random.Next(3))).ToList();
                writer.Publish([.. changes.Select(c => new FactChange(ManyFacts.Ticket(c.Number).Key, c.Edition is { } e ? ManyFacts.Ticket(c.Number, e) : null))], version);
                foreach (var (number, edition) in changes)
                    last[number] = edition;
                if (random.Next(2) == 0)
                    writer = new FactWriter(Kept.Again(writer.Current));
            }
            var whole = last.Where(l => l.Value is not null).Select(l => ManyFacts.Change(ManyFacts.Ticket(l.Key, l.Value!.Value)));
            Assert.True(ManyFacts.Ask(ManyFacts.Publish([.. whole])).SequenceEqual(ManyFacts.Ask(writer.Current)), $"seed {seed}");
            Assert.All(last, l => Assert.Equal(l.Value is not null, writer.Contains(ManyFacts.Ticket(l.Key).Key)));
        }
    }

    private static OwnerFacts Renamed(OwnerFacts facts) => facts with { Ticket = facts.Ticket! with { Channel = "fax", Reason = $"new {facts.Key.Id[^1]}" } };
}

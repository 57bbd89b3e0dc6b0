using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Columns;

/// <summary>A snapshot shows one moment, names included, whatever is published after it.</summary>
public class ImmutableSnapshotTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    [Theory]
    [InlineData("groupBy=channel,account&compare=previous_period")]
    [InlineData("groupBy=account,agent,reason&orderBy=-tickets_created&limit=7&others=true")]
    [InlineData("groupBy=account,channel&compare=previous_period&limit=20&others=true&interval=week")]
    public async Task Groups_are_the_same_each_time_while_new_accounts_are_published(string query)
    {
        var writer = new FactWriter();
        var snapshot = writer.Publish(ManyFacts.Tickets(300), 1);
        var asked = $"metrics=tickets_created,open_tickets&{March}&{query}";
        var expected = ResultText.Of(new Desk().Ask(asked, snapshot));
        using var done = new CancellationTokenSource();
        var publishing = Task.Run(() =>
        {
            for (var n = 300; !done.IsCancellationRequested; n++)
                writer.Publish([ManyFacts.Change(ManyFacts.Ticket(n, names: $"-{n}")), new(new OwnerKey(OwnerKind.Ticket, $"T{n - 300}"), null)], n);
        });
        for (var i = 0; i < 30; i++)
            Assert.Equal(expected, ResultText.Of(new Desk().Ask(asked, snapshot)));
        await done.CancelAsync();
        await publishing;
    }

    [Fact]
    public void Name_is_gone_with_the_last_ticket_that_has_it()
    {
        var writer = new FactWriter();
        var before = writer.Publish([ManyFacts.Change(Ticket("1", "email")), ManyFacts.Change(Ticket("2", "fax"))], 1);
        var after = writer.Publish([new(new OwnerKey(OwnerKind.Ticket, "2"), null)], 2);
        Assert.Equal(["email", "fax"], before.Names[DictionaryId.Channel].Names);
        Assert.Equal(["email"], after.Names[DictionaryId.Channel].Names);
        Assert.Equal(1, new Desk().Ask("metrics=tickets_created&period=all&channel=fax", before).Totals[0].Value);
    }

    [Fact]
    public void Name_is_gone_when_its_ticket_gets_another()
    {
        var writer = new FactWriter();
        writer.Publish([ManyFacts.Change(Ticket("1", "email"))], 1);
        Assert.Equal(["chat"], writer.Publish([ManyFacts.Change(Ticket("1", "chat"))], 2).Names[DictionaryId.Channel].Names);
    }

    [Fact]
    public void Dictionaries_do_not_grow_with_names_that_are_replaced()
    {
        var writer = new FactWriter();
        for (var edition = 0; edition < 20; edition++)
            writer.Publish([.. Enumerable.Range(0, 1000).Select(n => ManyFacts.Change(Ticket($"{n}", $"channel {n} of edition {edition}")))], edition + 1);
        Assert.Equal(1000, writer.Current.Names[DictionaryId.Channel].Names.Count());
        // A new name may come before the old one of its ticket has gone, so codes can be twice as many as names, and no more.
        Assert.InRange(writer.Current.Names[DictionaryId.Channel].Count, 1001, 2001);
    }

    private static OwnerFacts Ticket(string id, string channel)
    {
        var facts = ManyFacts.Ticket(1) with { Key = new(OwnerKind.Ticket, id), Surveys = [] };
        return facts with { Ticket = facts.Ticket! with { Channel = channel } };
    }
}

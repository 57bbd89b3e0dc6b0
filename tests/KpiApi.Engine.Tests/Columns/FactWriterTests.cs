using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Columns;

public class FactWriterTests
{
    private const string Created = "metrics=tickets_created&from=2026-03-01&to=2026-04-01";

    private static readonly FactChange s_email = Of(Ticket("1", "2026-03-02") with { Channel = "email" });
    private static readonly FactChange s_chat = Of(Ticket("1", "2026-03-02") with { Channel = "chat" });
    private static readonly FactChange s_fax = Of(Ticket("1", "2026-03-02") with { Channel = "fax" });
    private static readonly FactChange s_other = Of(Ticket("2", "2026-03-02") with { Channel = "email" });
    private static readonly FactChange s_gone = s_email with { Facts = null };

    private readonly FactWriter _writer = new();

    [Fact]
    public void Nothing_published_is_an_empty_snapshot()
    {
        Assert.Equal((0L, 0, 0L), (_writer.Current.Version, _writer.Current.OwnerCount, _writer.Current.SizeBytes));
        Assert.Equal((null, null), _writer.Current.Span(FactSchema.Tables));
    }

    [Fact]
    public void Update_replaces_what_was_there()
    {
        _writer.Publish([s_email, s_other], 1);
        Assert.Equal(["chat 1", "email 1"], Groups(_writer.Publish([s_chat], 2)));
        Assert.Equal((2L, 2), (_writer.Current.Version, _writer.Current.OwnerCount));
    }

    [Fact]
    public void Last_change_of_an_owner_in_a_publish_wins()
    {
        Assert.Equal(["chat 1"], Groups(_writer.Publish([s_email, s_chat], 1)));
        Assert.Equal(["email 1"], Groups(_writer.Publish([s_gone, s_email], 2)));
        Assert.Empty(Groups(_writer.Publish([s_chat, s_gone], 3)));
    }

    [Fact]
    public void Owner_removed_counts_nowhere_and_can_return()
    {
        _writer.Publish([s_email, s_other], 1);
        Assert.Equal(["email 1"], Groups(_writer.Publish([s_gone], 2)));
        Assert.False(_writer.Current.Contains(s_email.Key));
        Assert.Equal(["chat 1", "email 1"], Groups(_writer.Publish([s_chat], 3)));
        Assert.True(_writer.Current.Contains(s_email.Key));
        Assert.Equal(2, _writer.Current.OwnerCount);
    }

    [Fact]
    public void Facts_that_cannot_be_made_leave_all_as_it_was()
    {
        _writer.Publish([s_email], 1);
        Assert.Throws<InvalidOperationException>(() =>
            _writer.Publish([s_gone, s_other], change => change.Key, change => change == s_gone ? null : throw new InvalidOperationException(), 2));
        Assert.Equal(["email 1"], Groups(_writer.Current));
        Assert.True(_writer.Current.Contains(s_email.Key));
        Assert.False(_writer.Current.Contains(s_other.Key));
        Assert.Equal(["chat 1", "email 1"], Groups(_writer.Publish([s_chat, s_other], 2)));
    }

    /// <summary>More chunks than are made at once, of which the last ones cannot be made: the first ones' names are still those of their tickets.</summary>
    [Fact]
    public void Names_stay_when_the_facts_of_a_later_chunk_cannot_be_made()
    {
        const int Chunks = 6;
        _writer.Publish([.. Enumerable.Range(0, Chunks * FactChunk.Capacity).Select(n => n == 0 ? s_fax : ManyFacts.Change(ManyFacts.Ticket(n)))], 1);
        FactChange[] changes = [.. Enumerable.Range(0, Chunks).Select(chunk => chunk == 0 ? s_email : ManyFacts.Change(ManyFacts.Ticket(chunk * FactChunk.Capacity + 1, 1)))];
        Assert.Throws<InvalidOperationException>(() =>
            _writer.Publish(changes, change => change.Key, change => change == changes[^1] ? throw new InvalidOperationException() : change.Facts, 2));
        for (var version = 3; version < 5; version++)
            _writer.Publish([Of(Ticket($"new {version}", "2026-03-02") with { Channel = $"channel {version}" })], version);
        Assert.Contains("fax 1", Groups(_writer.Current));
    }

    [Fact]
    public void Name_stays_after_a_failure_and_goes_when_other_facts_are_taken_over()
    {
        _writer.Publish([s_fax], 1);
        Assert.Throws<InvalidOperationException>(() => _writer.Publish([s_fax], change => change.Key, _ => throw new InvalidOperationException(), 2));
        Assert.Equal(["fax", "email"], _writer.Publish([s_email], 2).Names[DictionaryId.Channel].Names);
        var other = new FactWriter();
        other.Publish([s_fax], 2);
        _writer.TakeOver(other, 3);
        Assert.Equal(["email"], _writer.Publish([s_email], 4).Names[DictionaryId.Channel].Names);
    }

    [Fact]
    public void Owner_never_seen_can_be_removed()
    {
        Assert.Empty(Groups(_writer.Publish([s_gone], 1)));
        Assert.False(_writer.Current.Contains(s_email.Key));
        Assert.Equal(1, _writer.Current.Version);
    }

    [Fact]
    public void Ticket_and_survey_of_one_id_are_two_owners()
    {
        var survey = ManyFacts.Change(FactDerivation.Derive(new Timeline(null, [], [Csat("1", "2026-03-03", 5)]), DerivationRules.Default)!);
        var snapshot = _writer.Publish([s_email, survey], 1);
        Assert.Equal([1, 1], new Desk().Ask("metrics=tickets_created,survey_responses&from=2026-03-01&to=2026-04-01", snapshot).Totals.Select(t => t.Value));
        snapshot = _writer.Publish([s_gone], 2);
        Assert.Equal([0, 1], new Desk().Ask("metrics=tickets_created,survey_responses&from=2026-03-01&to=2026-04-01", snapshot).Totals.Select(t => t.Value));
    }

    [Fact]
    public void Snapshot_is_unchanged_by_later_publishes()
    {
        var before = _writer.Publish([s_email, s_other], 1);
        _writer.Publish([s_chat, s_other with { Facts = null }, Of(Ticket("3", "2026-03-02") with { Channel = "fax" })], 2);
        Assert.Equal(["email 2"], Groups(before));
        Assert.Equal((1L, 2), (before.Version, before.OwnerCount));
        Assert.Equal(["chat 1", "fax 1"], Groups(_writer.Current));
    }

    [Fact]
    public void Ids_that_differ_in_case_or_letters_are_different_owners()
    {
        string[] ids = ["a", "A", "ä", "a ", "李", new string('x', 2000), new string('x', 2001)];
        var snapshot = _writer.Publish([.. ids.Select(i => Of(Ticket(i, "2026-03-02")))], 1);
        Assert.Equal(ids.Length, snapshot.OwnerCount);
        Assert.All(ids, i => Assert.True(_writer.Current.Contains(new OwnerKey(OwnerKind.Ticket, i))));
    }

    [Fact]
    public void Span_is_from_the_first_instant_that_counts_to_the_last()
    {
        var snapshot = _writer.Publish([s_email, Of(Ticket("2", "2026-02-01") with { ResolvedAtMs = At("2026-05-01") })], 1);
        Assert.Equal((At("2026-02-01"), At("2026-05-01")), snapshot.Span(FactSchema.Tables));
    }

    private static FactChange Of(Ticket ticket) => ManyFacts.Change(FactDerivation.Derive(new Timeline(ticket, [], []), DerivationRules.Default)!);

    private static IEnumerable<string> Groups(FactSnapshot snapshot) =>
        new Desk().Ask(Created + "&groupBy=channel", snapshot).Rows.Select(r => $"{r.Keys[0]} {r.Values[0].Value}");
}

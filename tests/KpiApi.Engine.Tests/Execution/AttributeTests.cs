using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Declared attributes as dimensions: of tickets, and through the account, whose value of today counts.</summary>
public class AttributeTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    private static readonly AttributeSlots s_attributes = new(["region", "tier"], ["product"]);

    /// <summary>Answers of A: 10, 10, 0; of B: 9; of C, whose tier nobody knows: 3; of nobody: 7.</summary>
    private readonly Desk _desk = new(new DerivationRules { Attributes = s_attributes })
    {
        Account("A", "gold"),
        Account("B", "silver"),
        Account("C", null),
        Answer("1", "A", 10),
        Answer("2", "A", 10),
        Answer("3", "A", 0),
        Answer("4", "B", 9),
        Answer("5", "C", 3),
        Answer("6", null, 7),
        Given.Ticket("T1", "2026-03-01") with { Account = "A", Attributes = "product=router" },
        Given.Ticket("T2", "2026-03-02") with { Account = "B", Attributes = "product=router\nunknown=x" },
        Given.Ticket("T3", "2026-03-03") with { Account = "C", Attributes = "product=cable" },
        Given.Ticket("T4", "2026-03-04"),
    };

    [Fact]
    public void Nps_by_tier_is_a_query() =>
        Assert.Equal(["gold 33.3333", "silver 100", "null -50"], _desk.Groups($"metrics=nps&{March}&groupBy=account.tier"));

    [Theory]
    [InlineData("metrics=nps&account.tier=gold", "33.3333")]
    [InlineData("metrics=nps&account.tier=", "-50")]
    [InlineData("metrics=nps&account.tier.not=gold&account.tier.not=", "100")]
    [InlineData("metrics=tickets_created&account.tier=gold&account.tier=silver", "2")]
    [InlineData("metrics=tickets_created&ticket.product=router", "2")]
    [InlineData("metrics=tickets_created&ticket.product.not=router", "2")]
    [InlineData("metrics=tickets_created&ticket.product=router&account.tier=silver", "1")]
    [InlineData("metrics=active_accounts&account.tier=gold", "1")]
    [InlineData("metrics=account_value&account.tier=gold", "12")]
    public void Filter_by_attribute_leaves_those_that_have_it(string query, string value) =>
        Assert.Equal(value, _desk.Value($"{query}&{March}").Value!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Groups_combine_with_others() => Assert.Equal(
        ["gold router 1", "silver router 1", "null cable 1", "null null 1"],
        _desk.Ask($"metrics=tickets_created&{March}&groupBy=account.tier,ticket.product").Rows.Select(r => $"{r.Keys[0] ?? "null"} {r.Keys[1] ?? "null"} {r.Values[0].Value}"));

    /// <summary>No row of a ticket changes with it: what was cached of them must not be told again.</summary>
    [Theory]
    [InlineData("metrics=nps&groupBy=account.tier", "gold 33.3333, silver 100, null -50", "silver 50, null -50")]
    [InlineData("metrics=tickets_created&groupBy=account.tier", "gold 1, silver 1, null 2", "silver 2, null 2")]
    [InlineData("metrics=open_tickets&groupBy=account.tier", "gold 1, silver 1, null 2", "silver 2, null 2")]
    [InlineData("metrics=tickets_created&account.tier=gold&allowUnknown=true&groupBy=account", "A 1", "")]
    [InlineData("metrics=tickets_created&account.tier.not=gold&allowUnknown=true&groupBy=account", "B 1, C 1, null 1", "A 1, B 1, C 1, null 1")]
    public void Change_of_an_account_is_in_the_next_answer(string question, string before, string after)
    {
        var (writer, executor) = (new FactWriter(attributes: s_attributes), new QueryExecutor());
        // The accounts lie in a chunk of their own, so that the one of tickets and surveys stays the same.
        var isAccount = _desk.Changes().ToLookup(change => change.Key.Kind == OwnerKind.Account);
        var fillers = Enumerable.Range(0, FactChunk.Capacity).Select(n => OwnerFacts.Of(new Shift { Id = $"{n}", Agent = "a", FromMs = 0, ToMs = 1 }));
        var first = writer.Publish([.. isAccount[false], .. fillers.Select(facts => new FactChange(facts.Key, facts)), .. isAccount[true]], 2);
        Assert.Equal(before, Groups(question, first, executor));
        var touched = DataTouched.Of(Parse(question, first), first)!;
        Assert.True(touched.IsSameIn(writer.Publish([], 3)));
        var second = writer.Publish([Change(Account("A", "silver"))], 4);
        Assert.False(touched.IsSameIn(second));
        Assert.Equal(after, Groups(question, second, executor));
        Assert.Equal(before, Groups(question, writer.Publish([Change(Account("A", "gold"))], 5), executor));
    }

    [Fact]
    public void Only_steps_that_look_up_depend_on_the_account()
    {
        var writer = new FactWriter(attributes: s_attributes);
        var first = writer.Publish([.. _desk.Changes()], 1);
        var second = writer.Publish([Change(Account("A", "silver"))], 2);
        Assert.Equal(Fingerprints("metrics=nps&groupBy=account,ticket.product", first), Fingerprints("metrics=nps&groupBy=account,ticket.product", second));
        Assert.NotEqual(Fingerprints("metrics=nps&groupBy=account.tier", first), Fingerprints("metrics=nps&groupBy=account.tier", second));
        Assert.NotEqual(Fingerprints("metrics=nps&account.tier=silver", first), Fingerprints("metrics=nps&account.tier=silver", second));
        Assert.Equal(Fingerprints("metrics=nps&groupBy=account.region", first), Fingerprints("metrics=nps&groupBy=account.region", second));
    }

    /// <summary>Text of a filter by account must not pass for one by its attribute.</summary>
    [Fact]
    public void Filters_of_the_same_word_differ()
    {
        var snapshot = _desk.Snapshot;
        string[] questions = ["account=gold", "account.tier=gold", "account.region=gold", "ticket.product=gold"];
        Assert.Equal(4, questions.SelectMany(q => Fingerprints($"metrics=nps&allowUnknown=true&{q}", snapshot)).Distinct().Count());
    }

    [Fact]
    public void Value_that_the_last_account_lost_is_unknown()
    {
        var writer = new FactWriter(attributes: s_attributes);
        writer.Publish([.. _desk.Changes()], 1);
        var gone = writer.Publish([new(new(OwnerKind.Account, "B"), null)], 2);
        var (_, errors) = QueryParser.Parse(Desk.Request($"metrics=nps&account.tier=silver&{March}"), gone, _desk.Defaults);
        Assert.Equal("unknown_value", Assert.Single(errors).Code);
        Assert.Equal("gold 1, null 3", Groups("metrics=tickets_created&groupBy=account.tier", gone, new QueryExecutor()));
        Assert.Equal([(null, 3), ("gold", 1)], DimensionValues.Of(gone, Dimension.OfAccount("tier")));
    }

    [Fact]
    public void Menu_has_the_values_with_their_tickets()
    {
        Assert.Equal([(null, 2), ("gold", 1), ("silver", 1)], DimensionValues.Of(_desk.Snapshot, Dimension.OfAccount("tier")));
        Assert.Equal([("router", 2), (null, 1), ("cable", 1)], DimensionValues.Of(_desk.Snapshot, Dimension.OfTicket("product")));
        Assert.Equal([(null, 4)], DimensionValues.Of(_desk.Snapshot, Dimension.OfAccount("region")));
    }

    [Fact]
    public void Attribute_takes_memory_where_something_has_it()
    {
        Assert.Equal(0, new Desk(_desk.Rules) { Given.Ticket("1", "2026-03-01"), Given.Ticket("2", "2026-03-01") }.Snapshot.AttributeBytes);
        // A byte for each of four tickets and five owners besides, and a byte for each of three accounts.
        Assert.Equal(13 + 3, _desk.Snapshot.AttributeBytes);
    }

    [Theory]
    [InlineData("account.tier=golt", "unknown_value account.tier gold")]
    [InlineData("account.teir=gold", "unknown_parameter account.teir account.tier")]
    [InlineData("groupBy=ticket.prodct", "unknown_dimension groupBy ticket.product")]
    [InlineData("account.=x", "unknown_parameter account. account")]
    public void Misspelt_attribute_is_an_error_with_the_nearest(string part, string error)
    {
        var wrong = Assert.Single(_desk.Errors($"metrics=tickets_created&{March}&{part}"));
        Assert.Equal(error, $"{wrong.Code} {wrong.Parameter} {wrong.Nearest}");
    }

    [Fact]
    public void Undeclared_attribute_is_told_how_to_be_declared() =>
        Assert.Contains("PUT /v1/attributes/color with {\"of\": \"ticket\"} declares it", Assert.Single(_desk.Errors($"metrics=tickets_created&{March}&ticket.color=red")).Message, StringComparison.Ordinal);

    [Fact]
    public void Metric_without_accounts_has_none_of_their_attributes() =>
        Assert.Equal(["dimension_not_allowed"], _desk.Errors($"metrics=operating_cost&{March}&groupBy=account.tier").Select(e => e.Code));

    [Fact]
    public void Record_tells_the_attributes()
    {
        var snapshot = _desk.Snapshot;
        var query = Parse("metrics=tickets_created&account.tier=silver", snapshot);
        var record = Assert.Single(RecordReader.Read(new(query), snapshot, null, 10).Records);
        var names = RecordReader.Dimensions(query.Metrics[0].Metric, snapshot).Zip(record.Names).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(("T2", "silver", "router", null), (record.Owner.Id, names[Dimension.OfAccount("tier")], names[Dimension.OfTicket("product")], names[Dimension.OfAccount("region")]));
    }

    [Fact]
    public void Target_of_a_tier_is_for_its_row()
    {
        var snapshot = _desk.Snapshot;
        var target = new Target(MetricCatalogue.Find("nps")!, 20, null, new Dictionary<Dimension, string> { [Dimension.OfAccount("tier")] = "gold" });
        var (query, _) = QueryParser.Parse(Desk.Request($"metrics=nps&{March}&groupBy=account.tier&include=target"), snapshot, _desk.Defaults with { Targets = [target] });
        var rows = Executors.Fast.Execute(query!, snapshot).Result!.Rows;
        Assert.Equal([20m, null, null], rows.Select(row => row.Values[0].Target?.Value));
    }

    private string Groups(string question, FactSnapshot snapshot, QueryExecutor executor)
    {
        var query = Parse(question, snapshot);
        string Ask() => string.Join(", ", executor.Execute(query, snapshot).Result!.Rows.Select(r => FormattableString.Invariant($"{r.Keys[0] ?? "null"} {r.Values[0].Value}")));
        var first = Ask();
        // From what the first left in the cache.
        Assert.Equal(first, Ask());
        return first;
    }

    private KpiQuery Parse(string question, FactSnapshot snapshot)
    {
        var (query, errors) = QueryParser.Parse(Desk.Request($"{question}&{March}"), snapshot, _desk.Defaults);
        Assert.Empty(errors);
        return query!;
    }

    private List<Fingerprint> Fingerprints(string question, FactSnapshot snapshot) =>
        [.. QueryPlanner.Plan(Parse(question, snapshot), snapshot).Steps.Select(step => step.Fingerprint)];

    private static Account Account(string id, string? tier) =>
        Given.Account(id, null, null, 12) with { Attributes = tier is null ? null : $"tier={tier}" };

    private static FactChange Change(Account account) => new(new(OwnerKind.Account, account.Id), OwnerFacts.Of(account));

    private static Survey Answer(string id, string? account, double score)
    {
        var answer = Given.Nps(id, "2026-03-02", score);
        answer.Account = account;
        return answer;
    }
}

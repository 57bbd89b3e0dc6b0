using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Groups, filters, order and pages.</summary>
public class RowTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    private static readonly Desk s_desk =
    [
        Ticket("1", "2026-03-02") with { Channel = "email", Agent = "ann", FirstResponseAtMs = At("2026-03-02T00:10Z") },
        Ticket("2", "2026-03-02") with { Channel = "email", Agent = "bob", FirstResponseAtMs = At("2026-03-02T00:20Z") },
        Ticket("3", "2026-03-03") with { Channel = "email", Agent = "ann", FirstResponseAtMs = At("2026-03-03T00:30Z") },
        Ticket("4", "2026-03-03") with { Channel = "chat", FirstResponseAtMs = At("2026-03-03T00:40Z") },
        Ticket("5", "2026-03-03") with { Channel = "Chat", Agent = "ann" },
        Ticket("6", "2026-03-04") with { Agent = "bob" },
    ];

    [Fact]
    public void Groups_are_in_the_order_of_their_names_no_value_last() =>
        Assert.Equal(["Chat 1", "chat 1", "email 3", "null 1"], s_desk.Groups($"metrics=tickets_created&{March}&groupBy=channel"));

    [Fact]
    public void Groups_by_two_dimensions_are_the_pairs_that_occur()
    {
        var rows = s_desk.Ask($"metrics=tickets_created&{March}&groupBy=agent,channel").Rows;
        Assert.Equal(["ann/Chat", "ann/email", "bob/email", "bob/-", "-/chat"], rows.Select(r => $"{r.Keys[0] ?? "-"}/{r.Keys[1] ?? "-"}"));
    }

    [Fact]
    public void Group_with_data_has_every_bucket()
    {
        var rows = s_desk.Ask("metrics=tickets_created&from=2026-03-02&to=2026-03-04&interval=day&groupBy=channel").Rows;
        Assert.Equal(["0 Chat 0", "0 chat 0", "0 email 2", "1 Chat 1", "1 chat 1", "1 email 1"], rows.Select(r => $"{r.Bucket} {r.Keys[0]} {r.Values[0].Value}"));
    }

    [Fact]
    public void Group_with_data_of_one_metric_has_the_other_empty()
    {
        var rows = s_desk.Ask($"metrics=tickets_created,first_response_time&{March}&groupBy=channel").Rows;
        Assert.Equal([1, null], rows[3].Values.Select(v => v.Value));
    }

    [Theory]
    [InlineData("channel=email", 3)]
    [InlineData("channel=email&channel=chat", 4)]
    [InlineData("channel=email&agent=ann", 2)]
    [InlineData("channel=", 1)]
    [InlineData("channel.not=email", 3)]
    [InlineData("channel.not=email&channel.not=", 2)]
    [InlineData("channel=email&channel.not=email", 0)]
    [InlineData("channel=fax&allowUnknown=true", 0)]
    [InlineData("channel.not=fax&allowUnknown=true", 6)]
    [InlineData("channel=fax&channel=email&allowUnknown=true", 3)]
    public void Filter_keeps_what_it_names_and_an_exclusion_the_rest(string filters, int expected) =>
        Assert.Equal(expected, s_desk.Value($"metrics=tickets_created&{March}&{filters}").Value);

    [Fact]
    public void Filter_that_leaves_nothing_groups_nothing_and_counts_0_in_total()
    {
        var result = s_desk.Ask($"metrics=tickets_created,first_response_time&{March}&groupBy=agent&channel=fax&allowUnknown=true");
        Assert.Empty(result.Rows);
        Assert.Equal([0, null], result.Totals.Select(t => t.Value));
    }

    [Theory]
    [InlineData("-tickets_created", "email,Chat,chat,null")]
    [InlineData("tickets_created", "Chat,chat,null,email")]
    [InlineData("first_response_time", "email,chat,Chat,null")]
    [InlineData("-first_response_time", "chat,email,Chat,null")]
    [InlineData("-channel", "email,chat,Chat,null")]
    [InlineData("-tickets_created,-channel", "email,chat,Chat,null")]
    public void Order_by_a_column_puts_nulls_last_and_ties_by_name(string orderBy, string expected)
    {
        var rows = s_desk.Ask($"metrics=tickets_created,first_response_time&{March}&groupBy=channel&orderBy={orderBy}").Rows;
        Assert.Equal(expected, string.Join(',', rows.Select(r => r.Keys[0] ?? "null")));
    }

    [Fact]
    public void Order_by_time_backwards_begins_with_the_last_bucket() =>
        Assert.Equal([1, 3, 2], s_desk.Column("metrics=tickets_created&from=2026-03-02&to=2026-03-05&interval=day&orderBy=-time"));

    [Fact]
    public void Page_has_some_of_the_rows_and_the_number_of_all()
    {
        var result = s_desk.Ask($"metrics=tickets_created&{March}&groupBy=channel&orderBy=-tickets_created&limit=2&offset=1");
        Assert.Equal(["Chat", "chat"], result.Rows.Select(r => r.Keys[0]));
        Assert.Equal((4, 6), (result.RowCount, result.Totals[0].Value));
    }

    [Fact]
    public void Page_beyond_the_end_is_empty()
    {
        var result = s_desk.Ask($"metrics=tickets_created&{March}&groupBy=channel&offset=100");
        Assert.Equal((0, 4L), (result.Rows.Count, result.RowCount));
    }

    [Fact]
    public void Others_are_one_row_from_the_facts()
    {
        var result = s_desk.Ask($"metrics=tickets_created,first_response_time:median&{March}&groupBy=agent&orderBy=-tickets_created&limit=1&others=true");
        Assert.Equal(["ann", "(other)"], result.Rows.Select(r => r.Keys[0]));
        Assert.Equal([3, 1200], result.Rows[0].Values.Select(v => v.Value));
        Assert.Equal([3, 1800], result.Rows[1].Values.Select(v => v.Value));
        Assert.Equal([6, 1500], result.Totals.Select(v => v.Value));
    }

    [Fact]
    public void Others_are_the_same_groups_in_every_bucket()
    {
        var result = s_desk.Ask("metrics=tickets_created&from=2026-03-02&to=2026-03-04&interval=day&groupBy=channel&orderBy=-tickets_created&limit=1&others=true");
        Assert.Equal(["email 0 2", "email 1 1", "(other) 1 2", "(other) 0 0"], result.Rows.Select(r => $"{r.Keys[0]} {r.Bucket} {r.Values[0].Value}"));
    }

    [Fact]
    public void Others_by_time_stand_after_the_groups_of_their_bucket()
    {
        var rows = s_desk.Ask("metrics=tickets_created&from=2026-03-02&to=2026-03-04&interval=day&groupBy=channel&orderBy=-time&limit=1&others=true").Rows;
        Assert.Equal(["1 Chat", "1 (other)", "0 Chat", "0 (other)"], rows.Select(r => $"{r.Bucket} {r.Keys[0]}"));
    }

    [Fact]
    public void Others_that_are_none_have_no_row() =>
        Assert.Equal(4, s_desk.Ask($"metrics=tickets_created&{March}&groupBy=channel&limit=4&others=true").Rows.Count);

    [Fact]
    public void Survey_without_a_ticket_groups_under_its_own_values_and_no_priority()
    {
        var desk = new Desk { Csat("1", "2026-03-02", 5) with { Channel = "web" }, Ticket("T", "2026-03-01") with { Priority = "high", Channel = "email" } };
        desk.Add(Csat("2", "2026-03-02", 1) with { Ticket = "T" });
        Assert.Equal(["email 0", "web 100"], desk.Groups($"metrics=csat&{March}&groupBy=channel"));
        Assert.Equal(["high 0", "null 100"], desk.Groups($"metrics=csat&{March}&groupBy=priority"));
    }
}

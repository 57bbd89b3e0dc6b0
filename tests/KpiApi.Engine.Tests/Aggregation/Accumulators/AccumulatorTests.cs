using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Results;
using KpiApi.Engine.Tests.Execution;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Aggregation.Accumulators;

/// <summary>The checklist of style.md, one aggregate after the other. Merging is tested in <see cref="MergeTests"/>.</summary>
public class AccumulatorTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    /// <summary>One metric for each aggregate and statistic, with its value when nothing is there.</summary>
    public static readonly TheoryData<string, int?> Empty = new()
    {
        { "tickets_created", 0 }, { "tickets_resolved", 0 }, { "tickets_handled", 0 }, { "backlog_change", 0 }, { "open_tickets", 0 },
        { "handle_time", null }, { "handle_time:sum", 0 }, { "handle_time:median", null }, { "handle_time:p99", null },
        { "handle_time:min", null }, { "handle_time:max", null }, { "csat", null }, { "nps", null }, { "csat_rating", null },
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public void Aggregate_of_nothing_is_0_or_null(string metric, int? expected)
    {
        var result = new Desk().Ask($"metrics={metric}&{March}");
        Assert.Equal((expected, 0), (result.Rows[0].Values[0].Value, result.Rows[0].Values[0].Count));
        Assert.Equal((expected, 0), (result.Totals[0].Value, result.Totals[0].Count));
    }

    [Theory]
    [MemberData(nameof(Empty))]
    public void Aggregate_filtered_to_nothing_is_0_or_null(string metric, int? expected)
    {
        var desk = Handled(5, 7);
        desk.Add(Csat("S", "2026-03-02", 5));
        Assert.Equal(expected, desk.Value($"metrics={metric}&{March}&channel=fax&allowUnknown=true").Value);
        Assert.Empty(desk.Ask($"metrics={metric}&{March}&channel=fax&allowUnknown=true&groupBy=channel").Rows);
    }

    [Theory]
    [InlineData("handle_time", null)]
    [InlineData("handle_time:sum", 0)]
    [InlineData("handle_time:p90", null)]
    [InlineData("handle_time:max", null)]
    public void Aggregate_of_nulls_only_is_that_of_nothing(string metric, int? expected)
    {
        var desk = new Desk { Ticket("T", "2026-03-02") with { ResolvedAtMs = At("2026-03-03"), Channel = "email" } };
        Assert.Equal((expected, 0), (desk.Value($"metrics={metric}&{March}").Value, desk.Value($"metrics={metric}&{March}").Count));
        Assert.Empty(desk.Ask($"metrics={metric}&{March}&groupBy=channel").Rows);
    }

    /// <summary>Three times 4·10¹⁸ ms are more than 64 bits hold; so is what two chunks add up to.</summary>
    [Theory]
    [InlineData("handle_time:sum", "12000000000000000")]
    [InlineData("handle_time", "4000000000000000")]
    [InlineData("handle_time:median", "4000000000000000")]
    public void Sum_beyond_64_bits_is_exact(string metric, string expected)
    {
        var desk = new Desk();
        for (var n = 0; n < 3; n++)
            desk.Add(Ticket($"T{n}", "2026-03-02") with { ResolvedAtMs = At("2026-03-03"), HandleMs = 4_000_000_000_000_000_000, Channel = n == 0 ? "a" : "b" });
        var value = decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(value, desk.Value($"metrics={metric}&{March}").Value);
        Assert.Equal(value, desk.Ask($"metrics={metric}&{March}&groupBy=channel&compare=previous_period").Totals[0].Value);
    }

    [Fact]
    public void Sums_of_groups_beyond_64_bits_are_exact()
    {
        var desk = new Desk();
        for (var n = 0; n < 7; n++)
            desk.Add(Ticket($"T{n}", "2026-03-02") with { ResolvedAtMs = At("2026-03-03"), HandleMs = 4_000_000_000_000_000_000 - n, Channel = n == 0 ? "a" : "b" });
        Assert.Equal([4_000_000_000_000_000m, 23_999_999_999_999_999.979m], desk.Ask($"metrics=handle_time:sum&{March}&groupBy=channel").Rows.Select(row => row.Values[0].Value));
    }

    /// <summary>A chunk that lies in one day all but fills the 64 bits of its sum, and the next one, of two days, goes beyond.</summary>
    [Fact]
    public void Sum_goes_beyond_64_bits_from_one_chunk_to_the_next()
    {
        var desk = new Desk();
        for (var n = 0; n < FactChunk.Capacity + 2; n++)
            desk.Add(Ticket($"T{n}", "2026-03-02") with { ResolvedAtMs = At(n == FactChunk.Capacity ? "2026-03-04" : "2026-03-03"), HandleMs = n < 2 ? 4_600_000_000_000_000_000 : n > FactChunk.Capacity ? 100_000_000_000_000_000 : 1_000 });
        var days = desk.Ask($"metrics=handle_time:sum&from=2026-03-03&to=2026-03-05&interval=day").Rows;
        Assert.Equal([9_300_000_000_000_000m + FactChunk.Capacity - 2, 1], days.Select(row => row.Values[0].Value));
    }

    [Theory]
    [InlineData("avg")]
    [InlineData("sum")]
    [InlineData("median")]
    [InlineData("p1")]
    [InlineData("p99")]
    [InlineData("min")]
    [InlineData("max")]
    public void Statistic_of_one_number_is_that_number(string statistic) =>
        Assert.Equal(new KpiValue(7, 1), Handled(7).Value($"metrics=handle_time:{statistic}&{March}"));

    [Theory]
    [InlineData("avg", 25)]
    [InlineData("sum", 100)]
    [InlineData("median", 25)]
    [InlineData("p25", 17.5)]
    [InlineData("p90", 37)]
    [InlineData("p99", 39.7)]
    [InlineData("min", 10)]
    [InlineData("max", 40)]
    public void Statistic_of_four_numbers_in_any_order_is_exact(string statistic, double expected) =>
        Assert.Equal(new KpiValue((decimal)expected, 4), Handled(30, 10, 40, 20).Value($"metrics=handle_time:{statistic}&{March}"));

    [Theory]
    [InlineData("median", 5)]
    [InlineData("p90", 5)]
    [InlineData("min", 5)]
    [InlineData("max", 9)]
    public void Statistic_with_ties_is_the_tie(string statistic, int expected)
    {
        int[] many = [.. Enumerable.Repeat(5, 99), 9];
        Assert.Equal(expected, Handled(many).Value($"metrics=handle_time:{statistic}&{March}").Value);
    }

    [Fact]
    public void Statistics_of_the_same_numbers_do_not_disturb_each_other()
    {
        var result = Handled(30, 10, 40, 20).Ask(
            $"metrics=handle_time:p90,handle_time:p25,handle_time:median,handle_time,handle_time:max,handle_time:p90,handle_time:min&{March}");
        Assert.Equal([37, 17.5m, 25, 25, 40, 10], result.Rows[0].Values.Select(v => v.Value));
        Assert.Equal([37, 17.5m, 25, 25, 40, 10], result.Totals.Select(v => v.Value));
    }

    [Fact]
    public void Mean_that_never_ends_is_rounded_once_to_four_decimals() =>
        Assert.Equal(3.3333m, Handled(3, 3, 4).Value($"metrics=handle_time&{March}").Value);

    [Fact]
    public void Mean_of_a_century_of_milliseconds_is_exact()
    {
        var desk = new Desk { Ticket("T", "1926-03-02T00:00Z") with { ResolvedAtMs = At("2026-03-02T00:00Z") + 1 } };
        Assert.Equal(3_155_760_000.001m, desk.Value($"metrics=resolution_time&{March}").Value);
        Assert.Equal(3_155_760_000.001m, desk.Value($"metrics=resolution_time:p90&{March}").Value);
    }

    [Fact]
    public void Group_never_seen_in_a_bucket_is_empty_there()
    {
        var desk = new Desk
        {
            Csat("1", "2026-03-02", 5) with { Channel = "email" },
            Csat("2", "2026-03-03", 1) with { Channel = "chat" },
        };
        Assert.Equal(["chat null", "email 100", "chat 0", "email null"], desk.Groups("metrics=csat&from=2026-03-02&to=2026-03-04&interval=day&groupBy=channel"));
    }

    [Fact]
    public void Backlog_change_counts_what_came_and_what_went()
    {
        var desk = new Desk
        {
            Ticket("1", "2026-03-02") with { ResolvedAtMs = At("2026-03-03") },
            Ticket("2", "2026-03-02"),
            Ticket("3", "2026-02-02") with { ResolvedAtMs = At("2026-03-03") },
        };
        Assert.Equal(new KpiValue(0, 4), desk.Value($"metrics=backlog_change&{March}"));
        Assert.Equal(new KpiValue(-2, 2), desk.Value("metrics=backlog_change&from=2026-03-03&to=2026-03-04"));
    }

    [Fact]
    public void Share_of_all_and_of_none_are_100_and_0()
    {
        var desk = new Desk { Ces("1", "2026-03-02", 7), Ces("2", "2026-03-03", 1) };
        Assert.Equal([100, 0], desk.Column("metrics=ces_easy&from=2026-03-02&to=2026-03-04&interval=day"));
    }

    /// <summary>Resolved tickets with these handle times in seconds.</summary>
    private static Desk Handled(params int[] seconds)
    {
        var desk = new Desk();
        foreach (var second in seconds)
            desk.Add(Ticket($"T{desk.Tickets.Count}", "2026-03-02") with { ResolvedAtMs = At("2026-03-03"), HandleMs = second * 1000 });
        return desk;
    }
}

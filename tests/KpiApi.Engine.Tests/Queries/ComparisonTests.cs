using KpiApi.Engine.Results;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Queries;

/// <summary>Rule 7: which period a period is compared with.</summary>
public class ComparisonTests
{
    [Theory]
    [InlineData("period=this_month", "2026-04-10T12:00Z", "2026-03-01T00:00Z", "2026-03-10T12:00Z")]
    [InlineData("period=this_month", "2026-03-31T12:00Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z")]
    [InlineData("period=last_month", "2026-04-10T12:00Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z")]
    [InlineData("period=this_quarter", "2026-04-10T12:00Z", "2026-01-01T00:00Z", "2026-01-10T12:00Z")]
    [InlineData("period=last_year", "2026-04-10T12:00Z", "2024-01-01T00:00Z", "2025-01-01T00:00Z")]
    [InlineData("period=this_week", "2026-03-11T06:00Z", "2026-03-02T00:00Z", "2026-03-04T06:00Z")]
    [InlineData("period=today", "2026-03-11T06:00Z", "2026-03-10T00:00Z", "2026-03-10T06:00Z")]
    [InlineData("period=last_7_days", "2026-03-11T06:00Z", "2026-02-25T00:00Z", "2026-03-04T00:00Z")]
    [InlineData("period=last_12_months", "2026-03-11T06:00Z", "2024-03-01T00:00Z", "2025-03-01T00:00Z")]
    [InlineData("period=this_month&timeZone=Europe/Berlin", "2026-04-10T10:00Z", "2026-02-28T23:00Z", "2026-03-10T11:00Z")]
    [InlineData("from=2026-03-01&to=2026-04-01", "2026-04-10T12:00Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z")]
    [InlineData("from=2025-07-01&to=2026-01-01", "2026-04-10T12:00Z", "2025-01-01T00:00Z", "2025-07-01T00:00Z")]
    [InlineData("from=2024-01-01&to=2026-01-01", "2026-04-10T12:00Z", "2022-01-01T00:00Z", "2024-01-01T00:00Z")]
    [InlineData("from=2026-03-01&to=2026-04-01", "2026-03-10T12:00Z", "2026-02-01T00:00Z", "2026-02-10T12:00Z")]
    [InlineData("from=2026-03-02&to=2026-03-12", "2026-03-10T12:00Z", "2026-02-20T00:00Z", "2026-02-28T12:00Z")]
    [InlineData("from=2026-03-09T18:00:00Z&to=2026-03-10T18:00:00Z", "2026-03-10T12:00Z", "2026-03-08T18:00Z", "2026-03-09T12:00Z")]
    [InlineData("period=last_30_days", "2026-05-01T12:00Z", "2026-03-02T00:00Z", "2026-04-01T00:00Z")]
    [InlineData("from=2026-03-01T12:00:00Z&to=2026-03-02", "2026-04-10T12:00Z", "2026-03-01T00:00Z", "2026-03-01T12:00Z")]
    [InlineData("from=2026-03-29&to=2026-03-30&timeZone=Europe/Berlin", "2026-04-10T12:00Z", "2026-03-27T23:00Z", "2026-03-28T23:00Z")]
    public void Previous_period_is_as_long_and_ends_where_the_other_begins(string period, string now, string from, string to) =>
        AssertPrevious($"{period}&compare=previous_period", now, from, to);

    [Theory]
    [InlineData("period=this_month", "2026-04-10T12:00Z", "2025-04-01T00:00Z", "2025-04-10T12:00Z")]
    [InlineData("from=2024-02-29&to=2024-03-02", "2026-04-10T12:00Z", "2023-03-01T00:00Z", "2023-03-02T00:00Z")]
    [InlineData("from=2024-02-28&to=2024-02-29", "2026-04-10T12:00Z", "2023-02-28T00:00Z", "2023-03-01T00:00Z")]
    [InlineData("from=2024-02-28&to=2024-02-29T12:00:00Z", "2026-04-10T12:00Z", "2023-02-28T00:00Z", "2023-03-01T00:00Z")]
    [InlineData("period=this_year", "2024-03-10T12:00Z", "2023-01-01T00:00Z", "2023-03-10T12:00Z")]
    [InlineData("from=2026-03-01&to=2026-04-01&timeZone=Europe/Berlin", "2026-04-10T12:00Z", "2025-02-28T23:00Z", "2025-03-31T22:00Z")]
    public void Previous_year_has_the_same_dates(string period, string now, string from, string to) =>
        AssertPrevious($"{period}&compare=previous_year", now, from, to);

    [Fact]
    public void Custom_period_is_as_given() =>
        AssertPrevious("from=2026-03-01&to=2026-04-01&compare=2025-01-01/2025-02-01", "2026-04-10T12:00Z", "2025-01-01T00:00Z", "2025-02-01T00:00Z");

    [Theory]
    [InlineData("compare=previous_perod", "invalid_value", "previous_period")]
    [InlineData("compare=2025-02-01/2025-02-01", "empty_period", null)]
    [InlineData("compare=2025-13-01/2025-02-01", "invalid_value", null)]
    [InlineData("compare=previous_period&period=all", "conflict", null)]
    [InlineData("include=confidense", "invalid_value", "confidence")]
    public void Comparison_that_cannot_be_read_is_an_error(string query, string code, string? nearest)
    {
        var error = Assert.Single(new Desk().Errors("metrics=csat&" + query));
        Assert.Equal((code, nearest), (error.Code, error.Nearest));
    }

    [Fact]
    public void Change_is_made_of_values_that_are_not_rounded()
    {
        // 1 of 6 in February, 1 of 3 in March: twice the share, although 33.3333 is not twice 16.6667.
        var desk = new Desk();
        for (var i = 0; i < 9; i++)
            desk.Add(Csat($"S-{i}", i < 6 ? "2026-02-10" : "2026-03-10", i is 0 or 6 ? 5 : 1));
        var value = desk.Value("metrics=csat&from=2026-03-01&to=2026-04-01&compare=2026-02-01/2026-03-01");
        Assert.Equal((33.3333m, new Comparison(16.6667m, 16.6667m, 100)), (value.Value, value.Comparison));
    }

    [Fact]
    public void Value_carries_the_previous_one_and_how_far_it_went()
    {
        var desk = new Desk { Ticket("1", "2026-02-10"), Ticket("2", "2026-02-11"), Ticket("3", "2026-03-10") };
        Assert.Equal(new Comparison(2, -1, -50), desk.Value("metrics=tickets_created&from=2026-03-01&to=2026-04-01&compare=2026-02-01/2026-03-01").Comparison);
        Assert.Equal(new Comparison(0, 1, null), desk.Value("metrics=tickets_created&from=2026-03-01&to=2026-04-01&compare=2025-02-01/2025-03-01").Comparison);
        Assert.Equal(new Comparison(null, null, null), desk.Value("metrics=csat&from=2026-03-01&to=2026-04-01&compare=2025-02-01/2025-03-01").Comparison);
    }

    [Fact]
    public void Bucket_stands_beside_the_bucket_of_the_same_number_and_a_group_of_either_period_has_rows()
    {
        var desk = new Desk { Ticket("1", "2026-02-01") with { Channel = "chat" }, Ticket("2", "2026-03-02") with { Channel = "email" } };
        var rows = desk.Ask("metrics=tickets_created&from=2026-03-01&to=2026-03-03&interval=day&groupBy=channel&compare=2026-02-01/2026-02-02").Rows;
        Assert.Equal(
            ["0 chat 0 1", "0 email 0 0", "1 chat 0 ", "1 email 1 "],
            rows.Select(r => $"{r.Bucket} {r.Keys[0]} {r.Values[0].Value} {r.Values[0].Comparison!.Previous}"));
    }

    [Theory]
    [InlineData(4, TargetStatus.Met)]
    [InlineData(5, TargetStatus.Missed)]
    public void Target_of_a_time_is_met_up_to_it(int hours, TargetStatus status)
    {
        var desk = new Desk { Ticket("1", "2026-03-02") with { FirstResponseAtMs = At("2026-03-02") + hours * 3_600_000L } };
        Assert.Equal(new TargetResult(14_400, null, status), desk.Value("metrics=first_response_time&from=2026-03-01&to=2026-04-01&include=target").Target);
    }

    [Fact]
    public void Confidence_of_8_in_10_is_wilsons()
    {
        var desk = new Desk();
        for (var n = 0; n < 10; n++)
            desk.Add(Csat($"S{n}", "2026-03-10", n < 8 ? 5 : 1));
        var confidence = desk.Value("metrics=csat&from=2026-03-01&to=2026-04-01&include=confidence").Confidence!.Value;
        Assert.Equal((49.02m, 94.33m), (Math.Round(confidence.Low, 2), Math.Round(confidence.High, 2)));
    }

    private static void AssertPrevious(string query, string now, string from, string to)
    {
        var previous = new Desk { Now = now }.Parse($"metrics=csat&{query}").Previous!.Period;
        Assert.Equal((from, to), (Given.Text(previous.FromMs), Given.Text(previous.ToMs)));
    }
}

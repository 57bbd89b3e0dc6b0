using System.Globalization;
using KpiApi.Engine.Results;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Rule 7: what stands beside what. Each moment has its own number of tickets, so that one can tell which was compared.</summary>
public class ComparedBucketsTests
{
    [Fact]
    public void Months_stand_beside_the_months_as_many_before()
    {
        var desk = Days(("2025-01-15", 1), ("2025-02-15", 2), ("2025-06-30", 6), ("2025-07-15", 7), ("2025-08-15", 8), ("2025-12-31", 12), ("2024-12-31", 99));
        Assert.Equal(["7 1", "8 2", "0 0", "0 0", "0 0", "12 6"], Rows(desk, "from=2025-07-01&to=2026-01-01&interval=month&compare=previous_period"));
        Assert.Equal([], Unpaired(desk, "from=2025-07-01&to=2026-01-01&interval=month&compare=previous_period"));
    }

    [Fact]
    public void Days_stand_beside_the_same_date_a_year_before_and_29_february_beside_none()
    {
        var desk = Days(("2024-02-28", 28), ("2024-02-29", 29), ("2024-03-01", 1), ("2024-03-02", 2), ("2025-02-28", 3), ("2025-03-01", 4));
        const string Query = "from=2025-02-28&to=2025-03-03&interval=day&compare=previous_year";
        Assert.Equal(["3 28", "4 1", "0 2"], Rows(desk, Query));
        Assert.Equal(["2024-02-29"], Unpaired(desk, Query));
        Assert.Equal(new Comparison(60, -53, -88.3333m), desk.Ask("metrics=tickets_created&" + Query).Totals[0].Comparison);
    }

    [Fact]
    public void Day_29_february_has_no_previous_in_a_year_without_it()
    {
        var desk = Days(("2023-02-28", 1), ("2023-03-01", 2), ("2024-02-29", 3));
        Assert.Equal(["0 1", "3 -", "0 2"], Rows(desk, "from=2024-02-28&to=2024-03-02&interval=day&compare=previous_year"));
        Assert.Equal(["3 -"], Rows(desk, "from=2024-02-29&to=2024-03-01&compare=previous_year"));
        Assert.Equal(Comparison.None, desk.Ask("metrics=tickets_created&from=2024-02-29&to=2024-03-01&interval=day&compare=previous_year").Totals[0].Comparison);
    }

    [Fact]
    public void Days_of_a_month_stand_beside_those_of_the_month_before_with_no_31st_in_april()
    {
        var desk = Days(("2026-01-28", 1), ("2026-01-29", 2), ("2026-01-31", 3), ("2026-02-28", 4));
        const string Query = "from=2026-02-01&to=2026-03-01&interval=day&compare=previous_period";
        Assert.Equal("4 1", Rows(desk, Query)[27]);
        Assert.Equal(["2026-01-29", "2026-01-30", "2026-01-31"], Unpaired(desk, Query));
        Assert.Equal("0 -", Rows(desk, "from=2026-03-01&to=2026-04-01&interval=day&compare=previous_period")[28]);
    }

    [Fact]
    public void Hours_stand_beside_the_hour_of_the_same_wall_clock()
    {
        var desk = new Desk();
        for (var hour = 0; hour < 24; hour++)
        {
            for (var n = 0; n <= hour; n++)
                desk.Add(Ticket($"{hour}-{n}", $"2026-03-28T{hour:00}:30+01:00"));
        }
        const string Query = "from=2026-03-29&to=2026-03-30&timeZone=Europe/Berlin&interval=hour&compare=previous_period";
        Assert.Equal(["0 1", "0 2", "0 4", "0 5"], Rows(desk, Query).Take(4));
        Assert.Equal("0 24", Rows(desk, Query)[^1]);
        Assert.Equal(["2026-03-28T02:00+01:00"], Unpaired(desk, Query));
    }

    [Fact]
    public void Hour_that_comes_twice_stands_beside_the_first_and_the_second_has_no_previous()
    {
        var desk = new Desk { Ticket("1", "2026-10-24T01:30Z"), Ticket("2", "2026-10-24T00:30Z"), Ticket("3", "2026-10-24T00:40Z") };
        const string Autumn = "from=2026-10-25&to=2026-10-26&timeZone=Europe/Berlin&interval=hour&compare=previous_period";
        Assert.Equal(["0 0", "0 0", "0 2", "0 -", "0 1"], Rows(desk, Autumn).Take(5));
        Assert.Equal([], Unpaired(desk, Autumn));
        Assert.Equal(["2026-10-25T02:00+01:00"], Unpaired(desk, "from=2026-10-26&to=2026-10-27&timeZone=Europe/Berlin&interval=hour&compare=previous_period"));
    }

    [Fact]
    public void Weeks_stand_beside_the_week_of_the_year_before()
    {
        // 2025-01-06 and 2024-01-08 are the Mondays of the second week.
        var desk = Days(("2024-01-06", 1), ("2024-01-08", 2), ("2024-01-29", 5), ("2025-01-06", 7));
        const string Query = "from=2025-01-06&to=2025-02-03&interval=week&compare=previous_year";
        Assert.Equal(["7 2", "0 0", "0 0", "0 5"], Rows(desk, Query));
        Assert.Equal(["the week of 2024-01-01"], Unpaired(desk, Query));
    }

    [Theory]
    [InlineData("compare=2024-02-01/2024-04-01", "2024-02-29")]
    [InlineData("compare=2024-01-01/2024-03-01", "2024-01-29, 2024-01-30, 2024-01-31")]
    [InlineData("compare=2024-02-02/2024-04-01", "")]
    public void Period_given_by_its_bounds_is_paired_by_date_where_the_dates_are_the_same(string compare, string unpaired) =>
        Assert.Equal(unpaired, string.Join(", ", Unpaired(Days(), $"from=2025-02-01&to=2025-04-01&interval=day&{compare}")));

    [Fact]
    public void Quarter_of_one_month_stands_beside_the_quarter_of_the_month_before() =>
        Assert.Equal(["4 3"], Rows(Days(("2026-03-05", 3), ("2026-04-05", 4)), "from=2026-04-01&to=2026-05-01&interval=quarter&compare=previous_period"));

    [Fact]
    public void Folded_buckets_stand_beside_their_like() =>
        Assert.Equal(["5 3", "0 0", "0 4", "0 0", "0 0", "0 0", "0 0"],
            Rows(Days(("2026-03-02", 3), ("2026-03-04", 4), ("2026-03-09", 5)), "from=2026-03-09&to=2026-03-16&interval=day_of_week&compare=previous_period"));

    [Fact]
    public void Running_period_has_no_previous_for_what_is_still_to_come()
    {
        var desk = Days(("2026-02-14", 1), ("2026-02-15", 2), ("2026-02-16", 3), ("2026-03-14", 4));
        var rows = Rows(desk, "from=2026-03-01&to=2026-04-01&interval=day&compare=previous_period");
        Assert.Equal(["4 1", "0 2", "0 -"], rows[13..16]);
    }

    [Fact]
    public void Group_that_only_an_unpaired_bucket_has_still_has_its_rows_and_total()
    {
        var desk = new Desk { Ticket("1", "2024-02-29") with { Channel = "fax" }, Ticket("2", "2025-03-01") with { Channel = "email" } };
        var result = desk.Ask("metrics=tickets_created&from=2025-02-28&to=2025-03-02&interval=day&groupBy=channel&compare=previous_year&orderBy=channel,-time");
        Assert.Equal(["1 email 1 0", "0 email 0 0", "1 fax 0 0", "0 fax 0 0"],
            result.Rows.Select(r => $"{r.Bucket} {r.Keys[0]} {r.Values[0].Value} {r.Values[0].Comparison!.Previous}"));
        Assert.Equal(1, result.Totals[0].Comparison!.Previous);
        Assert.Equal("unpaired_buckets", Assert.Single(result.Warnings).Code);
        var others = desk.Ask("metrics=tickets_created&from=2025-02-28&to=2025-03-02&interval=day&groupBy=channel&compare=previous_year&others=true&limit=1");
        Assert.Equal(["0 email 0", "0 (other) 0", "1 email 1", "1 (other) 0"], others.Rows.Select(r => $"{r.Bucket} {r.Keys[0]} {r.Values[0].Value}"));
    }

    [Fact]
    public void More_than_five_without_a_partner_are_counted()
    {
        var warning = Assert.Single(Days().Ask("metrics=tickets_created&from=2026-01-01&to=2026-01-02&interval=day&compare=2025-12-01/2025-12-10").Warnings);
        Assert.Equal(
            "The period asked for has no counterpart of 2025-12-02, 2025-12-03, 2025-12-04, 2025-12-05, 2025-12-06 and 3 more: the totals compare with it, but no row does.",
            warning.Message);
    }

    private static Desk Days(params (string Date, int Tickets)[] days)
    {
        var desk = new Desk();
        foreach (var (date, tickets) in days)
        {
            for (var n = 0; n < tickets; n++)
                desk.Add(Ticket($"{date}-{n}", date));
        }
        return desk;
    }

    private static string[] Rows(Desk desk, string query) => [.. desk.Ask("metrics=tickets_created&" + query).Rows
        .Select(r => $"{Text(r.Values[0].Value)} {Text(r.Values[0].Comparison!.Previous)}")];

    private static string Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string[] Unpaired(Desk desk, string query)
    {
        var warning = desk.Ask("metrics=tickets_created&" + query).Warnings.SingleOrDefault(w => w.Code == "unpaired_buckets");
        return warning is null ? [] : warning.Message["The period asked for has no counterpart of ".Length..warning.Message.IndexOf(": the totals", StringComparison.Ordinal)].Split(", ");
    }
}

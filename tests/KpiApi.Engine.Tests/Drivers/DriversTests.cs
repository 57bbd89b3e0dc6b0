using KpiApi.Engine.Drivers;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Drivers;

/// <summary>Why a number changed: metrics.md, section 4b, and its worked example.</summary>
public class DriversTests
{
    private const string February = "from=2026-02-01&to=2026-03-01";

    /// <summary>Before, chat 80 of 100 and email 30 of 50; after, chat 40 of 50 and email 60 of 100.</summary>
    private static Desk Example()
    {
        var desk = new Desk();
        Answers(desk, "2026-01-10", "chat", 80, 100);
        Answers(desk, "2026-01-10", "email", 30, 50);
        Answers(desk, "2026-02-10", "chat", 40, 50);
        Answers(desk, "2026-02-10", "email", 60, 100);
        return desk;
    }

    private static void Answers(Desk desk, string day, string? channel, int satisfied, int all)
    {
        for (var n = 0; n < all; n++)
            desk.Add(Csat($"{day} {channel} {n}", day, n < satisfied ? 5 : 1) with { Channel = channel, Reason = n % 2 == 0 ? "a" : "b" });
    }

    [Fact]
    public void Worked_example_is_all_mix()
    {
        var result = Ask(Example(), $"metric=csat&by=channel&{February}");
        Assert.Equal((66.6667m, 73.3333m, -6.6667m), (result.Value, result.Previous, result.Change));
        var driver = Assert.Single(result.Drivers);
        Assert.Equal(6.6667m, driver.Explained);
        Assert.Equal(["chat -3.3333 = -3.3333 + 0, 80 of 50, was 80 of 100", "email -3.3333 = -3.3333 + 0, 60 of 100, was 60 of 50"], driver.Values.Select(Text));
    }

    [Fact]
    public void Dimension_that_explains_most_comes_first()
    {
        // Both reasons fell alike, so between them nothing explains more than the fall itself.
        var drivers = Ask(Example(), $"metric=csat&by=reason,channel,team&{February}").Drivers;
        Assert.Equal(3, drivers.Count);
        Assert.Equal(drivers.OrderByDescending(d => d.Explained), drivers);
        Assert.All(drivers, d => Assert.Equal(-6.6667m, d.Values.Sum(v => v.Contribution), 3));
    }

    [Fact]
    public void Value_that_only_one_period_has_is_all_mix()
    {
        var desk = new Desk();
        Answers(desk, "2026-01-10", "chat", 6, 10);
        Answers(desk, "2026-01-10", "fax", 1, 10);
        Answers(desk, "2026-02-10", "chat", 8, 10);
        Answers(desk, "2026-02-10", null, 5, 10);
        // 35 before, 65 after, 50 between them. Chat: weight as before, 20 points better, on half of the weight.
        Assert.Equal(["fax 20 = 20 + 0, null of 0, was 10 of 10", "chat 10 = 0 + 10, 80 of 10, was 60 of 10", "null 0 = 0 + 0, 50 of 10, was null of 0"],
            Assert.Single(Ask(desk, $"metric=csat&by=channel&{February}").Drivers).Values.Select(Text));
    }

    [Fact]
    public void Count_has_no_weights_and_each_value_its_own_change()
    {
        Desk desk =
        [
            Ticket("1", "2026-01-05") with { Channel = "email" }, Ticket("2", "2026-01-06") with { Channel = "email" }, Ticket("3", "2026-01-07") with { Channel = "chat" },
            Ticket("4", "2026-02-05") with { Channel = "chat" }, Ticket("5", "2026-02-06") with { Channel = "chat" }, Ticket("6", "2026-02-07"),
        ];
        var result = Ask(desk, $"metric=tickets_created&by=channel&{February}");
        Assert.Equal((3m, 3m, 0m), (result.Value, result.Previous, result.Change));
        Assert.Equal(["email -2 = null + null, 0 of 0, was 2 of 2", "chat 1 = null + null, 2 of 2, was 1 of 1", "null 1 = null + null, 1 of 1, was 0 of 0"],
            result.Drivers[0].Values.Select(Text));
        Assert.Equal(4, result.Drivers[0].Explained);
    }

    [Fact]
    public void Nps_comes_apart_by_its_counts()
    {
        var desk = new Desk();
        void Add(string day, string channel, params int[] scores)
        {
            foreach (var score in scores)
                desk.Add(Nps($"{day} {channel} {desk.Surveys.Count}", day, score) with { Channel = channel });
        }
        Add("2026-01-10", "chat", 10, 10);
        Add("2026-01-10", "email", 10, 0);
        Add("2026-02-10", "chat", 10, 7);
        Add("2026-02-10", "email", 0, 0);
        // 50 before, −25 after; chat from 100 to 50 and email from 0 to −100, each half of the weight.
        Assert.Equal(["email -50 = 0 + -50, -100 of 2, was 0 of 2", "chat -25 = 0 + -25, 50 of 2, was 100 of 2"], Ask(desk, $"metric=nps&by=channel&{February}").Drivers[0].Values.Select(Text));
    }

    [Fact]
    public void Agent_who_worked_without_a_shift_adds_to_the_utilization_of_all()
    {
        Desk desk = [Ticket("1", "2026-01-05")];
        desk.Add(Work("2026-01-05T10:00Z", "anna", 1));
        desk.Add(Work("2026-02-05T10:00Z", "anna", 1));
        desk.Add(Work("2026-02-05T10:00Z", "bo", 2));
        desk.Add(Shift("anna", "2026-01-05T08:00Z", "2026-01-05T12:00Z"));
        desk.Add(Shift("anna", "2026-02-05T08:00Z", "2026-02-05T12:00Z"));
        var result = Ask(desk, $"metric=agent_utilization&by=agent&{February}");
        Assert.Equal((75m, 25m), (result.Value, result.Previous));
        Assert.Equal(["bo 50 = 50 + 0, null of 0, was null of 0", "anna 0 = 0 + 0, 25 of 1, was 25 of 1"], result.Drivers[0].Values.Select(Text));
    }

    private static TicketEvent Work(string at, string agent, int hours) => Reply("1", at, agent) with { Id = at + agent, DurationMs = hours * 3_600_000 };

    [Fact]
    public void Ticket_of_two_tags_is_in_the_overlap()
    {
        Desk desk = [Ticket("1", "2026-01-05") with { Tags = "vip" }, Ticket("2", "2026-02-05") with { Tags = "late|vip" }, Ticket("3", "2026-02-05") with { Tags = "late|vip" }, Ticket("4", "2026-02-05")];
        var driver = Ask(desk, $"metric=tickets_created&by=tag&{February}").Drivers[0];
        Assert.Equal(["late 2", "vip 1", "null 1", "(overlap) -2"], driver.Values.Select(value => FormattableString.Invariant($"{value.Value ?? "null"} {value.Contribution}")));
        Assert.DoesNotContain("tag", Ask(desk, $"metric=tickets_created&{February}").Drivers.Select(d => d.Dimension.ToString()));
    }

    [Fact]
    public void Ticket_of_two_agents_is_in_the_overlap()
    {
        Desk desk = [Ticket("1", "2026-02-05")];
        desk.Add(Reply("1", "2026-02-06", "anna"));
        desk.Add(Reply("1", "2026-02-07", "bo"));
        var driver = Ask(desk, $"metric=tickets_handled&by=agent&{February}").Drivers[0];
        Assert.Equal(["anna 1 = null + null, 1 of 1, was 0 of 0", "bo 1 = null + null, 1 of 1, was 0 of 0", "(overlap) -1 = null + null, null of 0, was null of 0"], driver.Values.Select(Text));
        Assert.Equal(2, driver.Explained);
    }

    [Fact]
    public void Values_behind_the_limit_are_one()
    {
        var values = Ask(Example(), $"metric=csat&by=channel,reason&limit=1&{February}").Drivers.First(d => d.Dimension.ToString() == "channel").Values;
        Assert.Equal(["chat -3.3333 = -3.3333 + 0, 80 of 50, was 80 of 100", "(other) -3.3333 = -3.3333 + 0, 60 of 100, was 60 of 50"], values.Select(Text));
    }

    [Fact]
    public void Without_data_in_one_period_there_is_nothing_to_explain()
    {
        var result = Ask(Example(), "metric=csat&from=2026-03-01&to=2026-04-01");
        Assert.Equal((null, 66.6667m, null, 0), (result.Value, result.Previous, result.Change, result.Drivers.Count));
        Assert.Equal("nothing_to_explain: 'csat' has no value in the period, so there is no change to explain.", Assert.Single(result.Warnings.Select(w => $"{w.Code}: {w.Message}")));
    }

    [Fact]
    public void By_default_all_dimensions_but_those_of_people_and_customers_are_looked_into()
    {
        var (query, _) = Parse(Example(), "metric=csat&period=last_30_days");
        Assert.Equal(["team", "channel", "reason", "priority", "surveyKind"], query!.By.Select(d => d.ToString()));
        Assert.Equal(query.Query.Period.FromMs, query.Query.Previous!.Period.ToMs);
        Assert.Equal(DriversParser.DefaultLimit, query.Limit);
    }

    [Theory]
    [InlineData("", "required metric")]
    [InlineData("metric=", "empty metric")]
    [InlineData("metric", "required metric")]
    [InlineData("metric=csatt", "unknown_metric metric csat")]
    [InlineData("metric=csat,nps", "too_many metric")]
    [InlineData("metric=csat&metric=nps", "given_twice metric")]
    [InlineData("metric=csat&metrics=csat", "unknown_parameter metrics metric")]
    [InlineData("metric=csat&groupBy=channel&interval=day", "unknown_parameter groupBy by, unknown_parameter interval")]
    [InlineData("metric=csat&orderBy=csat&offset=1&others=true&include=target", "unknown_parameter orderBy, unknown_parameter offset, unknown_parameter others, unknown_parameter include")]
    [InlineData("metric=csat&compere=previous_year", "unknown_parameter compere compare")]
    [InlineData("metric=csat&by=chanel", "unknown_dimension by channel")]
    [InlineData("metric=csat&by=account.tier", "unknown_dimension by")]
    [InlineData("metric=csat&by=channel,stage", "dimension_not_allowed by")]
    [InlineData("metric=csat&by=", "empty by")]
    [InlineData("metric=csat&by", "empty by")]
    [InlineData("metric=csat&limit=0", "invalid_value limit")]
    [InlineData("metric=csat&period=all", "conflict compare")]
    [InlineData("metric=active_accounts", "required by account")]
    [InlineData("metric=agent_utilization", "required by agent")]
    [InlineData("metric=first_response_time:p90", "not_decomposable metric first_response_time")]
    [InlineData("metric=csat_score:median", "not_decomposable metric csat_score")]
    [InlineData("metric=handle_time:max&by=chanel&channel=fax", "not_decomposable metric handle_time, unknown_dimension by channel, unknown_value channel")]
    [InlineData("metric=first_response_time:p900", "unknown_statistic metric first_response_time:p90")]
    [InlineData("metric=csat:p90", "statistic_not_allowed metric csat")]
    public void Mistakes_are_all_told_with_the_nearest(string query, string expected)
    {
        var (parsed, errors) = Parse(Example(), query);
        Assert.Null(parsed);
        Assert.Equal(expected.Split(", ").Order(StringComparer.Ordinal), errors.Select(e => string.Join(' ', new[] { e.Code, e.Parameter, e.Nearest }.OfType<string>())).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Error_of_a_percentile_says_what_comes_apart()
    {
        var (_, errors) = Parse(Example(), "metric=first_response_time:p90");
        Assert.Equal("Percentiles, minimum and maximum do not come apart by dimension. The mean does, 'first_response_time', the sum, 'first_response_time:sum', "
            + "and the share within a time, 'first_response_time:within_4h'.", Assert.Single(errors).Message);
    }

    [Fact]
    public void Ratings_on_two_scales_are_an_error_of_the_metric()
    {
        var desk = Example();
        desk.Add(Survey("X", SurveyKind.Csat, "2026-02-11", 3, 1, 4));
        var (query, _) = Parse(desk, $"metric=csat_rating&by=channel&{February}");
        var (result, errors) = new PreparedDrivers(query!, desk.Snapshot, Executors.Fast).Execute(Helpers.OfPool, default);
        Assert.Null(result);
        Assert.Equal(("mixed_scales", "metric"), (Assert.Single(errors).Code, errors[0].Parameter));
    }

    [Fact]
    public void Cost_is_that_of_one_query_a_dimension()
    {
        var desk = Example();
        var snapshot = desk.Snapshot;
        var executor = new Engine.Execution.QueryExecutor();
        long Operations(string by) => new PreparedDrivers(Parse(desk, $"metric=csat&by={by}&{February}").Query!, snapshot, executor).Cost.Operations;
        Assert.Equal(Operations("channel") + Operations("reason"), Operations("channel,reason"));
    }

    [Fact]
    public void More_groups_than_a_query_may_have_are_refused()
    {
        var desk = Example();
        var snapshot = desk.Snapshot;
        var (query, _) = DriversParser.Parse(Desk.Request($"metric=csat&by=channel&{February}"), snapshot, desk.Defaults with { MaxValues = 1 });
        var (result, errors) = new PreparedDrivers(query!, snapshot, Executors.Fast).Execute(Helpers.OfPool, default);
        Assert.Null(result);
        Assert.Equal(("query_too_costly", "metric"), (Assert.Single(errors).Code, errors[0].Parameter));
    }

    [Fact]
    public void Cancelled_drivers_end()
    {
        var desk = Example();
        var prepared = new PreparedDrivers(Parse(desk, $"metric=csat&by=channel&{February}").Query!, desk.Snapshot, Executors.Fast);
        Assert.ThrowsAny<OperationCanceledException>(() => prepared.Execute(Helpers.OfPool, new CancellationToken(true)));
    }

    private static (DriversQuery? Query, IReadOnlyList<QueryError> Errors) Parse(Desk desk, string query) => DriversParser.Parse(Desk.Request(query), desk.Snapshot, desk.Defaults);

    private static DriversResult Ask(Desk desk, string query)
    {
        var snapshot = desk.Snapshot;
        var (parsed, errors) = DriversParser.Parse(Desk.Request(query), snapshot, desk.Defaults);
        Assert.Empty(errors);
        var (result, problems) = new PreparedDrivers(parsed!, snapshot, Executors.Fast).Execute(Helpers.OfPool, default);
        Assert.Empty(problems);
        return result!;
    }

    private static string Text(DriverValue v) =>
        FormattableString.Invariant($"{v.Value ?? "null"} {v.Contribution} = {Text(v.Mix)} + {Text(v.Performance)}, {Text(v.Current.Value)} of {v.Current.Count}, was {Text(v.Previous.Value)} of {v.Previous.Count}");

    private static string Text(decimal? number) => number is { } known ? FormattableString.Invariant($"{known}") : "null";
}

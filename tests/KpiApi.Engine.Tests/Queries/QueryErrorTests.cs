using KpiApi.Engine.Queries;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Queries;

public class QueryErrorTests
{
    private static readonly Desk s_desk =
    [
        Ticket("1", "2026-03-10T10:00Z") with { Channel = "email", Agent = "Ann" },
        Reply("1", "2026-03-10T11:00Z", "Zoë"),
    ];

    [Theory]
    [InlineData("", "required", "metrics", null, null)]
    [InlineData("metrics", "required", "metrics", null, null)]
    [InlineData("metrics=", "empty", "metrics", "", null)]
    [InlineData("metrics=csat,,ces", "empty", "metrics", "", null)]
    [InlineData("metrics=csta", "unknown_metric", "metrics", "csta", "csat")]
    [InlineData("metrics=CSAT", "unknown_metric", "metrics", "CSAT", "csat")]
    [InlineData("metrics=sunshine", "unknown_metric", "metrics", "sunshine", null)]
    [InlineData("metrics=handletime:p90", "unknown_metric", "metrics", "handletime", "handle_time")]
    [InlineData("metrics=ces:p100", "unknown_statistic", "metrics", "ces:p100", "ces:p90")]
    [InlineData("metrics=ces:p0", "unknown_statistic", "metrics", "ces:p0", "ces:p90")]
    [InlineData("metrics=ces:medain", "unknown_statistic", "metrics", "ces:medain", "ces:median")]
    [InlineData("metrics=csat:p90", "statistic_not_allowed", "metrics", "csat:p90", "csat")]
    [InlineData("metrics=nps:avg", "statistic_not_allowed", "metrics", "nps:avg", "nps")]
    [InlineData("metrics=open_tickets:max", "statistic_not_allowed", "metrics", "open_tickets:max", "open_tickets")]
    public void Metrics_that_cannot_be_read_are_an_error(string query, string code, string parameter, string? value, string? nearest) =>
        Single(query, code, parameter, value, nearest);

    [Theory]
    [InlineData("from=2026-13-01", "invalid_value", "from", "2026-13-01", null)]
    [InlineData("from=yesterday", "invalid_value", "from", "yesterday", null)]
    [InlineData("from=2026-01-01T09:00:00", "offset_missing", "from", "2026-01-01T09:00:00", "2026-01-01T09:00:00Z")]
    [InlineData("from=2026-01-01T09:00", "offset_missing", "from", "2026-01-01T09:00", "2026-01-01T09:00Z")]
    [InlineData("from=1899-12-31&to=2026-01-01", "out_of_range", "from", "1899-12-31", null)]
    [InlineData("from=2026-01-01&to=2201-01-02", "out_of_range", "to", "2201-01-02", null)]
    [InlineData("from=2026-01-01&to=2026-01-01", "empty_period", "to", "2026-01-01", null)]
    [InlineData("from=2026-01-02&to=2026-01-01", "empty_period", "to", "2026-01-01", null)]
    [InlineData("to=2026-01-01", "required", "from", null, null)]
    [InlineData("from=", "empty", "from", "", null)]
    [InlineData("from=2026-01-01&from=2026-01-02", "given_twice", "from", "2026-01-01, 2026-01-02", null)]
    [InlineData("period=last_mont", "invalid_value", "period", "last_mont", "last_month")]
    [InlineData("period=today&from=2026-01-01", "conflict", "period", "today", null)]
    [InlineData("period=today&to=2026-01-01", "conflict", "period", "today", null)]
    [InlineData("timeZone=Europe/Berlim", "unknown_time_zone", "timeZone", "Europe/Berlim", "Europe/Berlin")]
    [InlineData("timeZone=+01:00", "unknown_time_zone", "timeZone", "+01:00", "UTC+01")]
    public void Period_that_cannot_be_read_is_an_error(string query, string code, string parameter, string? value, string? nearest) =>
        Single("metrics=csat&" + query, code, parameter, value, nearest);

    [Theory]
    [InlineData("interval=dya", "invalid_value", "interval", "dya", "day")]
    [InlineData("from=1950-01-01&to=2000-01-01&interval=hour", "too_many_buckets", "interval", "hour", null)]
    [InlineData("weekStart=friday", "invalid_value", "weekStart", "friday", null)]
    [InlineData("hours=business", "no_calendar", "hours", "business", "calendar")]
    [InlineData("hours=buisness", "invalid_value", "hours", "buisness", "business")]
    [InlineData("groupBy=agnet", "unknown_dimension", "groupBy", "agnet", "agent")]
    [InlineData("groupBy=", "empty", "groupBy", "", null)]
    [InlineData("groupBy=activityType", "dimension_not_allowed", "groupBy", "activityType", null)]
    [InlineData("groupBy=agent,team,channel,reason", "too_many", "groupBy", null, null)]
    [InlineData("orderBy=csta", "unknown_column", "orderBy", "csta", "csat")]
    [InlineData("orderBy=-csta", "unknown_column", "orderBy", "-csta", "-csat")]
    [InlineData("orderBy=time", "unknown_column", "orderBy", "time", null)]
    [InlineData("limit=0", "invalid_value", "limit", "0", null)]
    [InlineData("limit=100001", "invalid_value", "limit", "100001", null)]
    [InlineData("limit=ten", "invalid_value", "limit", "ten", null)]
    [InlineData("offset=-1", "invalid_value", "offset", "-1", null)]
    [InlineData("others=true", "needs_group", "others", "true", null)]
    [InlineData("others=yes", "invalid_value", "others", "yes", null)]
    [InlineData("others=true&groupBy=agent&offset=5", "conflict", "others", "true", null)]
    [InlineData("intervall=day", "unknown_parameter", "intervall", null, "interval")]
    public void Option_that_cannot_be_read_is_an_error(string query, string code, string parameter, string? value, string? nearest) =>
        Single("metrics=csat&" + query, code, parameter, value, nearest);

    [Theory]
    [InlineData("channel=emial", "unknown_value", "channel", "emial", "email")]
    [InlineData("channel.not=emial", "unknown_value", "channel.not", "emial", "email")]
    [InlineData("agent=ann", "unknown_value", "agent", "ann", "Ann")]
    [InlineData("agent=Zoe", "unknown_value", "agent", "Zoe", "Zoë")]
    [InlineData("team=support", "unknown_value", "team", "support", null)]
    [InlineData("surveyKind=npss", "unknown_value", "surveyKind", "npss", "nps")]
    [InlineData("activityType=reply", "dimension_not_allowed", "activityType", "activityType", null)]
    [InlineData("channel", "empty", "channel", null, null)]
    [InlineData("allowUnknown=maybe", "invalid_value", "allowUnknown", "maybe", null)]
    public void Filter_that_cannot_be_read_is_an_error(string query, string code, string parameter, string? value, string? nearest) =>
        Single("metrics=csat&" + query, code, parameter, value, nearest);

    [Fact]
    public void Business_hours_by_a_calendar_that_facts_are_derived_by_just_now_are_asked_for_again()
    {
        var defaults = s_desk.Defaults with { HasCalendar = false, IsDerivingCalendar = true };
        var (_, errors) = QueryParser.Parse(Desk.Request("metrics=csat&hours=business"), s_desk.Snapshot, defaults);
        Assert.Equal(QueryError.Deriving, Assert.Single(errors).Code);
    }

    [Fact]
    public void Folded_interval_of_a_level_is_an_error() =>
        Single("metrics=open_tickets&interval=hour_of_day", "interval_not_allowed", "interval", "hour_of_day", null);

    [Fact]
    public void Agent_of_unassigned_tickets_is_an_error() =>
        Single("metrics=unassigned_tickets&groupBy=agent", "dimension_not_allowed", "groupBy", "agent", null);

    [Fact]
    public void More_than_fifty_metrics_are_an_error() =>
        Single("metrics=" + string.Join(',', Enumerable.Range(1, 51).Select(p => $"ces:p{p}")), "too_many", "metrics", null, null);

    [Fact]
    public void More_than_a_thousand_filter_values_are_an_error_before_any_is_looked_for() =>
        Single("metrics=csat&" + string.Join('&', Enumerable.Range(0, 1001).Select(n => n % 2 == 0 ? $"channel=c{n}" : $"team.not=t{n}")),
            "too_many", "channel", null, null);

    [Theory]
    [InlineData("metrics")]
    [InlineData("groupBy")]
    [InlineData("orderBy")]
    [InlineData("include")]
    public void List_of_thousands_is_one_error(string parameter) =>
        Assert.Equal(("too_many", parameter), Assert.Single(
            s_desk.Errors($"{(parameter == "metrics" ? "" : "metrics=csat&")}{parameter}={new string(',', 100_000)}").Select(e => (e.Code, e.Parameter))));

    [Fact]
    public void Only_the_first_five_wrong_values_are_compared_with_those_there_are()
    {
        var errors = s_desk.Errors("metrics=csat&" + string.Join('&', "abcdefgh".Select(letter => $"channel=emai{letter}")));
        Assert.Equal(Enumerable.Repeat("email", 5).Concat(Enumerable.Repeat<string?>(null, 3)), errors.Select(e => e.Nearest));
        Assert.All(errors, e => Assert.Equal("unknown_value", e.Code));
    }

    [Fact]
    public void Everything_wrong_is_told_at_once_in_order()
    {
        var errors = s_desk.Errors("metrics=csta,nps:avg&from=x&timeZone=Mars&interval=dya&groupBy=agnet&channel=fax&limit=0&nonsense=1");
        Assert.Equal(
            ["unknown_parameter", "unknown_metric", "statistic_not_allowed", "unknown_time_zone", "invalid_value", "invalid_value",
                "unknown_dimension", "unknown_value", "invalid_value"],
            errors.Select(e => e.Code));
        Assert.All(errors, e => Assert.EndsWith(".", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Error_names_the_valid_values_while_they_are_few() =>
        Assert.Equal("'friday' is no weekStart. Valid: monday, sunday.", s_desk.Errors("metrics=csat&weekStart=friday").Single().Message);

    private static void Single(string query, string code, string? parameter, string? value, string? nearest)
    {
        var error = Assert.Single(s_desk.Errors(query));
        Assert.Equal(new QueryError(code, parameter, value, error.Message, nearest), error);
        Assert.NotEmpty(error.Message);
    }
}

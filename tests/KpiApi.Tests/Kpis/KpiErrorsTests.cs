using System.Net.Http.Headers;
using KpiApi.Engine.Queries;
using KpiApi.Kpis.Endpoints;

namespace KpiApi.Tests.Kpis;

public sealed class KpiErrorsTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    [Fact]
    public async Task All_errors_come_at_once_each_with_the_nearest()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/kpis?metrics=csatt,first_response_time:p0&interval=dayy&groupBy=chanel&chanel=x&limit=0&timeZone=Europe/Berln&channel=emial&format=cvs&minVersion=x");
        Assert.Equal((400, "application/problem+json"), (reply.Status, reply.Type));
        Assert.Equal(
            [
                "chanel unknown_parameter - → channel",
                "channel unknown_value emial → email",
                "format invalid_value cvs → csv",
                "groupBy unknown_dimension chanel → channel",
                "interval invalid_value dayy → day",
                "limit invalid_value 0 → -",
                "metrics unknown_metric csatt → csat",
                "metrics unknown_statistic first_response_time:p0 → first_response_time:p90",
                "minVersion invalid_value x → -",
                "timeZone unknown_time_zone Europe/Berln → Europe/Berlin",
            ], reply.Errors);
        Assert.Equal(("/problems/invalid-query", "Bad Request", "400"), ((string?)reply.Json["type"], (string?)reply.Json["title"], reply.Json["status"]!.ToString()));
        Assert.NotNull(reply.Json["traceId"]);
        Assert.NotNull(reply.Json["detail"]);
        Assert.All(reply.Json["errors"]!.AsArray(), e => Assert.NotEmpty((string)e!["message"]!));
    }

    [Fact]
    public async Task One_error_gives_the_problem_its_type()
    {
        var app = desk.App;
        var reply = await app.ReadAsync("/v1/kpis?metrics=csatt");
        Assert.Equal(("/problems/unknown-metric", 400), ((string?)reply.Json["type"], reply.Status));
    }

    [Theory]
    [InlineData("", "metrics required - → -")]
    [InlineData("metrics=", "metrics empty  → -")]
    [InlineData("metrics=csat&from=2026-01-01T00:00:00&to=2026-02-01", "from offset_missing 2026-01-01T00:00:00 → 2026-01-01T00:00:00Z")]
    [InlineData("metrics=csat&from=yesterday", "from invalid_value yesterday → -")]
    [InlineData("metrics=csat&period=today&from=2026-01-01", "period conflict today → -")]
    [InlineData("metrics=csat&from=2026-02-01&to=2026-02-01", "to empty_period 2026-02-01 → -")]
    [InlineData("metrics=csat&to=2026-01-01", "from required - → -")]
    [InlineData("metrics=csat&period=last_moth", "period invalid_value last_moth → last_month")]
    [InlineData("metrics=csat:p90", "metrics statistic_not_allowed csat:p90 → csat")]
    [InlineData("metrics=open_tickets&interval=hour_of_day", "interval interval_not_allowed hour_of_day → -")]
    [InlineData("metrics=csat&groupBy=status", "groupBy dimension_not_allowed status → -")]
    [InlineData("metrics=csat&status=open", "status dimension_not_allowed status → -")]
    [InlineData("metrics=csat&groupBy=channel,team,agent,reason", "groupBy too_many - → -")]
    [InlineData("metrics=csat&hours=business", "hours no_calendar business → calendar")]
    [InlineData("metrics=csat&others=true", "others needs_group true → -")]
    [InlineData("metrics=csat&others=maybe", "others invalid_value maybe → -")]
    [InlineData("metrics=csat&compare=previous_yaer", "compare invalid_value previous_yaer → previous_year")]
    [InlineData("metrics=csat&compare=2026-02-01/2026-01-01", "compare empty_period 2026-02-01/2026-01-01 → -")]
    [InlineData("metrics=csat&include=confidense", "include invalid_value confidense → confidence")]
    [InlineData("metrics=csat&weekStart=sundy", "weekStart invalid_value sundy → sunday")]
    [InlineData("metrics=csat&interval=day&interval=week", "interval given_twice day, week → -")]
    [InlineData("metrics=csat&format=csv&format=json", "format given_twice csv, json → -")]
    [InlineData("metrics=csat&minVersion=1&minVersion=2", "minVersion given_twice 1, 2 → -")]
    [InlineData("metrics=csat&limit=100001", "limit invalid_value 100001 → -")]
    [InlineData("metrics=csat&offset=-1", "offset invalid_value -1 → -")]
    [InlineData("metrics=csat&orderBy=-csatt", "orderBy unknown_column -csatt → -csat")]
    [InlineData("metrics=csat&interval=hour&from=1990-01-01&to=2020-01-01", "interval too_many_buckets hour → -")]
    [InlineData("metrics=csat&channel=", null)]
    public async Task Mistake_is_named(string query, string? error)
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/kpis?" + query);
        Assert.Equal(error is null ? 200 : 400, reply.Status);
        if (error is not null)
            Assert.Equal([error], reply.Errors);
    }

    [Fact]
    public async Task Raw_scores_of_two_scales_have_no_mean()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PostAsync("/v1/surveys", """{"id":"S9","kind":"csat","respondedAt":"2026-03-05T09:00:00Z","score":9,"scaleMin":1,"scaleMax":10}""");
        var reply = await app.ReadInBothAsync("/v1/kpis?metrics=csat_rating&from=2026-03-01&to=2026-04-01");
        Assert.Equal((400, "metrics"), (reply.Status, (string?)reply.Json["errors"]![0]!["parameter"]));
    }

    [Theory]
    [InlineData("", "malformed_json")]
    [InlineData("[", "malformed_json")]
    [InlineData("[]", "wrong_type")]
    [InlineData("null", "wrong_type")]
    [InlineData("{}{}", "malformed_json")]
    [InlineData("""{"metrics":{}}""", "wrong_type /metrics")]
    [InlineData("""{"metrics":[["csat"]]}""", "wrong_type /metrics")]
    [InlineData("""{"metrics":"csat","metrics":"nps"}""", "duplicate_field /metrics")]
    [InlineData("""{"metrics":"csat","filters":[]}""", "wrong_type /filters")]
    [InlineData("""{"metrics":"csat","filters":{"channel":{}}}""", "wrong_type /filters/channel")]
    [InlineData("""{"metrics":"csat","filters":{"channel":["email"],"channel":["chat"]}}""", "duplicate_field /filters/channel")]
    [InlineData("""{"metrics":"\ud800"}""", "invalid_utf8")]
    [InlineData("""{"\ud800":"csat"}""", "invalid_utf8")]
    [InlineData("""{"metrics":"csat","filters":{"channel":["\udc00"]}}""", "invalid_utf8")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "wrong_type /a")]
    public async Task Body_that_is_no_query_is_400(string body, string expected)
    {
        var reply = await desk.App.AskAsync(body);
        Assert.Equal((400, "application/problem+json"), (reply.Status, reply.Type));
        var error = Assert.Single(reply.Json["errors"]!.AsArray())!;
        Assert.Equal(expected, $"{error["code"]} {error["pointer"]}".TrimEnd());
    }

    [Theory]
    [InlineData("""{"metrics":"csat","intervall":"day"}""", "intervall unknown_parameter - → interval")]
    [InlineData("""{"metrics":"csat","filters":{"chanel":["email"]}}""", "chanel unknown_parameter - → channel")]
    [InlineData("""{"metrics":"csat","filters":{"limit":[5]}}""", "filters.limit unknown_parameter - → -")]
    [InlineData("""{"metrics":"csat","filters":{"format":["csv"]}}""", "filters.format unknown_parameter - → -")]
    [InlineData("""{"metrics":"csat","filters":{"channel":[]}}""", "channel empty - → -")]
    [InlineData("""{"metrics":"csat","filters":{"channel":["emial"]}}""", "channel unknown_value emial → email")]
    [InlineData("""{"metrics":"csat","limit":1.5}""", "limit invalid_value 1.5 → -")]
    public async Task Mistake_in_a_body_is_named(string body, string error)
    {
        var app = desk.App;
        var reply = await app.AskInBothAsync(body);
        Assert.Equal([error], reply.Errors);
        Assert.Equal(400, reply.Status);
    }

    [Fact]
    public async Task Post_with_parameters_in_its_path_is_told_where_they_belong()
    {
        var app = desk.App;
        var reply = await app.PostAsync("/v1/kpis?format=csv", """{"metrics":"csat"}""");
        Assert.Equal((400, "unknown_parameter", "format"), (reply.Status, (string?)reply.Errors[0]!["code"], (string?)reply.Errors[0]!["parameter"]));
    }

    [Fact]
    public async Task Body_of_another_kind_or_size_is_refused()
    {
        var app = desk.App;
        Assert.Equal(415, (await app.AskAsync("metrics=csat", "application/x-www-form-urlencoded")).Status);
        // Asks before it sends: who goes on sending may find the connection closed before it has read why.
        var large = new StringContent($$"""{"metrics":"{{new string('x', 1 << 20)}}"}""", new MediaTypeHeaderValue("application/json"));
        Assert.Equal(413, (await app.SendAsync(new(HttpMethod.Post, "/v1/kpis") { Content = large, Headers = { ExpectContinue = true } }, [])).Status);
        Assert.Equal(405, (await app.SendAsync(HttpMethod.Delete, "/v1/kpis", null)).Status);
    }

    [Fact]
    public void Query_that_can_be_answered_soon_is_503() =>
        Assert.Equal(503, QueryProblems.Of([new(QueryError.Deriving, "hours", "business", "Soon.")]).StatusCode);
}

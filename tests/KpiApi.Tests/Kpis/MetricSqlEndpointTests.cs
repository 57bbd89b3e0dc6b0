namespace KpiApi.Tests.Kpis;

public sealed class MetricSqlEndpointTests(EmptyDesk empty) : IClassFixture<EmptyDesk>
{
    [Fact]
    public async Task Statement_has_the_groups_and_the_interval_asked_for()
    {
        var told = await empty.App.GetAsync("/v1/metrics/first_response_time:p90/sql?groupBy=channel&interval=day&timeZone=Europe/Berlin");
        Assert.Equal(
            """
            SELECT CAST(date_trunc('day', (r.first_response_at AT TIME ZONE 'Europe/Berlin')) AS DATE) AS date,
              r.channel,
              percentile_cont(0.9) WITHIN GROUP (ORDER BY date_diff('millisecond', r.created_at, r.first_response_at) / 1000.0) AS value,
              count(date_diff('millisecond', r.created_at, r.first_response_at) / 1000.0) AS count
            FROM tickets AS r
            WHERE r.first_response_at >= CAST($from AS TIMESTAMPTZ)
              AND r.first_response_at < CAST($to AS TIMESTAMPTZ)
            GROUP BY 1, 2
            ORDER BY 1, 2
            """, told.Json["sql"]!.ToString());
        Assert.Equal("""["from","to"]""", told.Json["parameters"]!.ToJsonString());
        Assert.Equal("""["tickets"]""", told.Json["tables"]!.ToJsonString());
        Assert.Equal("first_response_time:p90", told.Json["metric"]!.ToString());
    }

    [Fact]
    public async Task Statement_of_what_depends_on_now_has_that_as_a_parameter()
    {
        var told = await empty.App.GetAsync("/v1/metrics/sla_resolution/sql");
        Assert.Equal("""["from","to","as_of"]""", told.Json["parameters"]!.ToJsonString());
    }

    [Fact]
    public async Task Quotes_of_a_filters_value_stay_in_its_text()
    {
        var told = await empty.App.GetAsync("/v1/metrics/tickets_created/sql?reason=o'neill&allowUnknown=true");
        Assert.Contains("AND r.reason = 'o''neill'", told.Json["sql"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csatt", "", 404, "unknown_metric", "name", "csat")]
    [InlineData("csat:p90", "", 400, "statistic_not_allowed", "name", "csat")]
    [InlineData("csat", "?from=2026-01-01", 400, "unknown_parameter", "from", null)]
    [InlineData("csat", "?interval=dya", 400, "invalid_value", "interval", "day")]
    [InlineData("csat", "?groupBy=stage", 400, "dimension_not_allowed", "groupBy", null)]
    public async Task Mistake_is_named(string metric, string query, int status, string code, string parameter, string? nearest)
    {
        var told = await empty.App.GetAsync($"/v1/metrics/{metric}/sql{query}");
        Assert.Equal((status, code, parameter), ((int)told.Status, told.Json["errors"]![0]!["code"]!.ToString(), told.Json["errors"]![0]!["parameter"]!.ToString()));
        if (nearest is not null)
            Assert.Equal(nearest, told.Json["errors"]![0]!["nearest"]!.ToString());
    }
}

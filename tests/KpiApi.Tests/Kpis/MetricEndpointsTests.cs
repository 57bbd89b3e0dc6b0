namespace KpiApi.Tests.Kpis;

public sealed class MetricEndpointsTests(EmptyDesk empty) : IClassFixture<EmptyDesk>
{
    [Fact]
    public async Task Catalogue_is_complete_and_in_order()
    {
        var app = empty.App;
        var reply = await app.ReadInBothAsync("/v1/metrics");
        Assert.Equal(
            """
            tickets_created tickets_resolved resolutions reopens reopen_rate open_tickets unassigned_tickets awaiting_first_response backlog_change first_response_time
            first_resolution_time resolution_time requester_wait_time stage_time handle_time activities tickets_handled activities_per_resolution replies_per_resolution
            first_contact_resolution sla_first_response sla_resolution sla_breaches csat csat_score csat_rating nps nps_promoters nps_passives nps_detractors ces ces_easy
            survey_responses survey_response_rate agent_utilization agent_occupancy operating_cost cost_per_resolution cost_per_ticket active_accounts
            customer_retention_rate churn_rate churned_accounts account_value reply_time next_reply_time awaiting_reply sla_next_reply
            first_assignment_time holding_time reassignments time_spent
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), reply.Each("items", "name"));
        Assert.Equal("null", reply.Json["nextCursor"]?.ToString() ?? "null");
    }

    [Theory]
    [InlineData("kind", "mean")]
    [InlineData("unit", "seconds")]
    [InlineData("direction", "lower_is_better")]
    [InlineData("at", "first response")]
    [InlineData("by", "responder")]
    [InlineData("target", "14400")]
    [InlineData("statistics", """["avg","median","p90","p95","p99","min","max","sum"]""")]
    [InlineData("dimensions", """["agent","team","channel","reason","priority","account","tag"]""")]
    public async Task Metric_tells_what_a_menu_needs(string member, string value)
    {
        var app = empty.App;
        var told = (await app.ReadInBothAsync("/v1/metrics/first_response_time")).Json[member]!;
        Assert.Equal(value, told is System.Text.Json.Nodes.JsonArray ? told.ToJsonString() : told.ToString());
    }

    [Fact]
    public async Task Csv_lists_the_catalogue()
    {
        var app = empty.App;
        foreach (var reply in (Reply[])[await app.ReadAsync("/v1/metrics?format=csv"), await app.ReadAsync("/v1/metrics", "Accept: text/csv")])
        {
            var lines = reply.Text.Split("\r\n");
            Assert.Equal(("text/csv", 52 + 2), (reply.Type, lines.Length));
            Assert.Equal("name,title,definition,kind,unit,direction,at,by,statistics,dimensions,target", lines[0]);
            Assert.StartsWith("tickets_created,Tickets created,", lines[1], StringComparison.Ordinal);
            Assert.EndsWith(",count,tickets,none,created,assignee,,\"agent,team,channel,reason,priority,account,tag\",", lines[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unknown_metric_is_404_with_the_nearest()
    {
        var app = empty.App;
        var reply = await app.ReadInBothAsync("/v1/metrics/csatt");
        Assert.Equal((404, "application/problem+json"), (reply.Status, reply.Type));
        Assert.Equal(["name unknown_metric csatt → csat"], reply.Errors);
    }

    [Theory]
    [InlineData("/v1/metrics?formatt=csv", "formatt unknown_parameter - → format")]
    [InlineData("/v1/metrics?format=cvs", "format invalid_value cvs → csv")]
    [InlineData("/v1/metrics/csat?limit=1", "limit unknown_parameter - → -")]
    public async Task Mistake_is_named(string path, string error)
    {
        var app = empty.App;
        var reply = await app.ReadInBothAsync(path);
        Assert.Equal([error], reply.Errors);
        Assert.Equal(400, reply.Status);
    }
}

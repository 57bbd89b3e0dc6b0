using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Engine.Metrics;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Caching;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Extensions.Caching.Memory;

namespace KpiApi.Tests.Auth.Policies;

/// <summary>Whatever is kept for a caller who may see agents is nothing that others are answered from: each cache is filled by admin and then asked by every lesser scope.</summary>
public sealed class CacheScopeTests(AgentDesk desk) : IClassFixture<AgentDesk>
{
    private const string Agent = AgentDesk.Agent;
    private const string Period = "from=2026-01-01&to=2026-02-01";

    /// <summary>All but those of admin and of read with read:agents.</summary>
    private static readonly string[] s_lesser = ["ingest", "read", "read:agents", "ingest read", "ingest read:agents"];

    /// <summary>Texts that once stood in what an answer was found by, and what might stand there.</summary>
    private static readonly string[] s_hostileAccepts =
        ["agents */*", "agents ", "agents application/json", "agents  ?", "agents, */*", "admin */*", "SeesAgents=True */*", "*/*", "application/json", "text/csv", "application/x-ndjson",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.apache.parquet"];

    [Theory]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=agent&{Period}")]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=channel,agent&{Period}")]
    [InlineData($"/v1/kpis?metrics=tickets_created&agent={Agent}&{Period}")]
    [InlineData($"/v1/kpis?metrics=tickets_created&agent.not={Agent}&{Period}")]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=agent&{Period}&format=csv")]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=agent&{Period}&format=ndjson")]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=agent&{Period}&format=xlsx")]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=agent&{Period}&format=parquet")]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=agent&{Period}&shape=flat")]
    [InlineData($"/v1/kpis?metrics=tickets_created&groupBy=agent&{Period}&shape=long")]
    [InlineData($"/v1/kpis/records?metric=tickets_created&{Period}")]
    [InlineData($"/v1/kpis/records?metric=tickets_created&{Period}&format=ndjson")]
    [InlineData("/v1/dimensions/agent")]
    [InlineData("/v1/tickets")]
    [InlineData("/v1/tickets/A")]
    public async Task Answer_to_admin_is_kept_from_every_lesser_scope(string path)
    {
        var app = desk.App;
        var tag = "";
        foreach (var accept in s_hostileAccepts)
        {
            var answer = await app.CallAsync("GET", path, Keyed.Admin, null, "Accept: " + accept);
            // Workbooks and Parquet are compressed.
            if (accept == "application/json" && !path.EndsWith("xlsx", StringComparison.Ordinal)) Assert.Contains(Agent, answer.Text, StringComparison.Ordinal);
            tag = answer.Headers.ETag?.ToString() ?? tag;
        }

        // Who may write a ticket may read it back.
        foreach (var scopes in s_lesser.Where(scopes => path != "/v1/tickets/A" || !scopes.Contains("ingest", StringComparison.Ordinal)))
        {
            var (_, key) = await app.MakeKeyAsync(scopes);
            foreach (var accept in s_hostileAccepts)
            {
                foreach (var known in (string[])[tag, "*", ""])
                {
                    var refused = await app.CallAsync("GET", path, key, null, known.Length > 0 ? ["Accept: " + accept, "If-None-Match: " + known] : ["Accept: " + accept]);
                    Assert.True(refused.Status is 403 or 406, $"{scopes}, Accept: {accept}, If-None-Match: {known}: {refused.Status}");
                    Assert.DoesNotContain(Agent, refused.Text, StringComparison.Ordinal);
                    Assert.Null(refused.Headers.ETag);
                }
            }
        }
    }

    [Fact]
    public async Task Who_may_see_agents_and_who_may_not_share_no_kept_answer()
    {
        await using var app = await AgentDesk.StartNewAsync();
        var query = $"?metrics=tickets_created&groupBy=agent&{Period}";
        await app.CallAsync("GET", "/v1/kpis" + query, Keyed.Admin);
        var cache = app.Service<AnswerCache>();
        Assert.NotNull(cache.Find(new(SeesAgents: true, TableFormat.Json, query)));
        Assert.Null(cache.Find(new(SeesAgents: false, TableFormat.Json, query)));
        Assert.Null(cache.Find(new(SeesAgents: true, TableFormat.Csv, query)));
    }

    /// <summary>One text in the place of another part, or of two, never finds what was kept.</summary>
    [Fact]
    public void Parts_of_a_key_cannot_pass_for_each_other()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        cache.Set(new AnswerKey(SeesAgents: true, TableFormat.Json, "?a"), 1);
        Assert.True(cache.TryGetValue(new AnswerKey(SeesAgents: true, TableFormat.Json, "?a"), out _));
        Assert.All<AnswerKey>([new(false, TableFormat.Json, "?a"), new(true, TableFormat.Parquet, "?a"), new(true, TableFormat.Json, "a"), new(false, TableFormat.Json, "agents ?a"), new(true, TableFormat.Json, "?A")],
            other => Assert.False(cache.TryGetValue(other, out _)));
    }

    [Theory]
    [InlineData($$"""{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, groupBy: [AGENT]}) { rows { keys { value } } } }""")]
    [InlineData($$"""{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, filters: [{dimension: AGENT, values: ["{{Agent}}"]}]}) { totals { count } } }""")]
    [InlineData("{ records(input: {metric: TICKETS_CREATED, period: ALL}) { nodes { ticket keys { value } } } }")]
    [InlineData("{ ticket(id: \"A\") { ticket { agent } } }")]
    [InlineData("{ tickets { nodes { agent } } }")]
    [InlineData("{ dimension(name: AGENT) { value } }")]
    public async Task Document_kept_for_admin_is_executed_with_the_rights_of_who_asks(string document)
    {
        var app = desk.App;
        var body = new JsonObject
        {
            ["query"] = document,
            ["extensions"] = new JsonObject
            {
                ["persistedQuery"] = new JsonObject { ["version"] = 1, ["sha256Hash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document))) },
            },
        };
        Assert.Null((await app.CallAsync("POST", "/graphql", Keyed.Admin, body.ToJsonString())).Json["errors"]);
        body.Remove("query");
        Assert.Null((await app.CallAsync("POST", "/graphql", Keyed.Admin, body.ToJsonString())).Json["errors"]);
        foreach (var scopes in s_lesser)
        {
            var (_, key) = await app.MakeKeyAsync(scopes);
            var refused = await app.CallAsync("POST", "/graphql", key, body.ToJsonString());
            Assert.DoesNotContain(Agent, refused.Text, StringComparison.Ordinal);
            if (scopes.Split(' ').Contains("read")) Assert.Equal("scope_missing", refused.GraphQLErrors().Single().Split(' ')[1]);
            else Assert.Equal("403 scope_missing", refused.Outcome());
        }
    }

    [Fact]
    public async Task Menus_and_errors_of_other_dimensions_name_no_agent()
    {
        var app = desk.App;
        var (_, read) = await app.MakeKeyAsync("read");
        string[] paths =
        [
            .. DimensionNames.All.Where(name => name != "agent").Select(name => $"/v1/dimensions/{name}"),
            .. DimensionNames.All.Where(name => name != "agent").Select(name => $"/v1/kpis?metrics=tickets_created&{name}={Agent[..^1]}x"),
            "/v1/kpis?metrics=tickets_created&period=all&include=target", "/v1/status", "/v1/targets", "/v1/targets/of-anna", "/v1/calendars", "/v1/sla-policies",
        ];
        foreach (var path in paths)
        {
            await app.CallAsync("GET", path, Keyed.Admin);
            Assert.False((await app.CallAsync("GET", path, read)).Text.Contains(Agent, StringComparison.Ordinal), path);
        }
    }

    [Fact]
    public async Task Target_of_an_agent_is_there_only_for_who_may_see_agents()
    {
        var app = desk.App;
        var (_, read) = await app.MakeKeyAsync("read");
        var (_, agents) = await app.MakeKeyAsync("read read:agents");
        Assert.Equal(["of-all"], (await app.CallAsync("GET", "/v1/targets", read)).Each("items", "id"));
        Assert.Equal("404 not_found", (await app.CallAsync("GET", "/v1/targets/of-anna", read)).Outcome());
        Assert.Equal(["of-all", "of-anna"], (await app.CallAsync("GET", "/v1/targets", agents)).Each("items", "id"));
        Assert.Equal("200", (await app.CallAsync("GET", "/v1/targets/of-anna", agents)).Outcome());
    }
}

using KpiApi.Auth;
using KpiApi.Auth.Policies;
using KpiApi.Storage.Tables;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace KpiApi.Tests.Auth.Policies;

/// <summary>Walks every route and every field, and proves that each refuses a caller who lacks one of the scopes that it needs.</summary>
public sealed class ScopeTests(AgentDesk desk) : IClassFixture<AgentDesk>
{
    private const string Agent = AgentDesk.Agent;

    private static readonly string[] s_resources = ["tickets", "events", "surveys", "agents", "shifts", "costs", "accounts"];
    private static readonly string[] s_settings = ["calendars", "sla-policies", "targets", "attributes", "reports"];

    /// <summary>A new route has to be written down here with what it needs.</summary>
    private static readonly Dictionary<string, string> s_routes = new string[]
    {
        "GET /: ", "GET /health/live: ", "GET /health/ready: ", "GET /v1/status: read",
        "GET /v1/kpis: read", "POST /v1/kpis: read", "POST /v1/kpis/batch: read", "GET /v1/kpis/drivers: read", "POST /v1/kpis/drivers: read", "GET /v1/metrics: read", "GET /v1/metrics/{name}: read", "GET /v1/metrics/{name}/sql: read", "GET /v1/dimensions/{name}: read",
        "GET /v1/facts: read", "GET /v1/facts/{table}: read", "GET /v1/changes: read", "GET /v1/stream: read",
        "GET /v1/reports/{id}/data: read", "GET /v1/reports/{id}/links: read", "POST /v1/reports/{id}/links: read", "DELETE /v1/reports/{id}/links/{link}: read",
        "GET /v1/kpis/records: read read:agents", "POST /v1/batch: ingest",
        "* /graphql: read",
        "GET /v1/hooks: admin", "GET /v1/hooks/{id}: admin", "PUT /v1/hooks/{id}: admin", "DELETE /v1/hooks/{id}: admin", "POST /v1/hooks/{id}/rotate: admin", "POST /v1/hooks/{id}/test: admin", "POST /v1/hooks/{id}/import: ingest",
        "GET /v1/webhooks: read", "GET /v1/webhooks/{id}: read", "PUT /v1/webhooks/{id}: admin", "DELETE /v1/webhooks/{id}: admin", "POST /v1/webhooks/{id}/rotate: admin", "POST /v1/webhooks/{id}/test: admin",
        "GET /v1/webhooks/{id}/deliveries: read", "POST /v1/webhooks/{id}/deliveries/{delivery}/replay: admin",
        "GET /v1/hooks/{id}/rejections: admin", "POST /v1/hooks/{id}/rejections/replay: admin", "GET /v1/hooks/presets/{name}: read",
        "GET /v1/alerts: read", "GET /v1/alerts/{id}: read", "GET /v1/alerts/{id}/history: read", "PUT /v1/alerts/{id}: admin", "DELETE /v1/alerts/{id}: admin", "POST /v1/alerts/{id}/silence: admin", "POST /v1/alerts/{id}/test: admin",
        "GET /v1/keys: admin", "POST /v1/keys: admin", "POST /v1/keys/{id}/rotate: admin", "DELETE /v1/keys/{id}: admin",
    }
    .Concat(s_resources.SelectMany(r => (string[])[$"POST /v1/{r}: ingest", $"PUT /v1/{r}/{{id}}: ingest", $"PATCH /v1/{r}/{{id}}: ingest", $"DELETE /v1/{r}/{{id}}: {(r == "accounts" ? "admin" : "ingest")}"]))
    .Concat(s_resources.SelectMany(r => (string[])[$"GET /v1/{r}: ingest|read read:agents", $"GET /v1/{r}/{{id}}: ingest|read read:agents"]))
    .Concat(s_settings.SelectMany(s => (string[])[$"GET /v1/{s}: read", $"GET /v1/{s}/{{id}}: read", $"PUT /v1/{s}/{{id}}: admin", $"DELETE /v1/{s}/{{id}}: admin"]))
    .ToDictionary(line => line.Split(": ")[0], line => line.Split(": ")[1]);

    /// <summary>A document for each field of the query type, the scopes it needs beside read, and one that asks it about agents.</summary>
    private static readonly Dictionary<string, (string Document, string Needs)> s_fields = new()
    {
        ["metrics"] = ("{ metrics { name by } }", "read"),
        ["kpis"] = ("{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL}) { totals { value } } }", "read"),
        ["drivers"] = ("{ drivers(input: {metric: {metric: TICKETS_CREATED}}) { change } }", "read"),
        ["records"] = ("{ records(input: {metric: TICKETS_CREATED, period: ALL}) { nodes { ticket keys { value } } } }", "read read:agents"),
        ["ticket"] = ("{ ticket(id: \"A\") { __typename } }", "read read:agents"),
        ["tickets"] = ("{ tickets { nodes { id agent } } }", "read read:agents"),
        ["dimension"] = ("{ dimension(name: CHANNEL) { value } }", "read"),
        ["version"] = ("{ version }", "read"),
    };

    /// <summary>A token in the path, and no key: not even that of admin.</summary>
    private static readonly string[] s_linked = ["GET /v1/reports/{id}/data/{token}", "GET /v1/hooks/{id}/{token}", "POST /v1/hooks/{id}/{token}"];

    [Fact]
    public async Task Every_route_says_what_it_needs_and_refuses_who_lacks_it()
    {
        await using var app = await Keyed.StartAsync();
        var keys = await KeysAsync(app);
        var routes = Routes(app).ToList();
        foreach (var key in (string?[])[null, Keyed.Admin])
        {
            Assert.Equal("404 link_unknown", (await app.CallAsync("GET", "/v1/reports/x/data/y", key)).Outcome());
            Assert.Equal("404 hook_unknown", (await app.CallAsync("POST", "/v1/hooks/x/y", key, "{}")).Outcome());
            Assert.Equal("404 hook_unknown", (await app.CallAsync("GET", "/v1/hooks/x/y", key)).Outcome());
        }

        Assert.Equal(s_linked.Length, routes.RemoveAll(route => s_linked.Contains($"{route.Method} {route.Pattern}")));
        Assert.Equal(s_routes.Keys.Order(StringComparer.Ordinal), routes.Select(r => $"{r.Method} {r.Pattern}").Order(StringComparer.Ordinal));
        foreach (var (method, pattern, declared) in routes)
        {
            var route = $"{method} {pattern}";
            Assert.True(declared is not null, $"{route} does not say which scopes it needs: RequireAuthorization(ScopeNames.…) at the route or its group, or AllowAnonymous().");
            var alternatives = s_routes[route].Split('|');
            var needed = alternatives is [var only] ? only.Split(' ', StringSplitOptions.RemoveEmptyEntries) : ["read", "read:agents"];
            Assert.Equal((route, s_routes[route]), (route, declared));
            var (verb, path) = (method == "*" ? "POST" : method, pattern.Replace("{id}", "x", StringComparison.Ordinal).Replace("{name}", "channel", StringComparison.Ordinal));
            if (needed.Length == 0)
            {
                Assert.Equal(200, (await app.CallAsync(verb, path)).Status);
                continue;
            }

            var nobody = await app.CallAsync(verb, path);
            Assert.Equal((route, "401 key_missing", "application/problem+json"), (route, nobody.Outcome(), nobody.Type));
            Assert.StartsWith("Bearer", nobody.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            foreach (var lacking in needed)
            {
                var refused = await app.CallAsync(verb, path, alternatives.Length == 1 ? keys[lacking] : (await app.MakeKeyAsync(lacking)).Text);
                Assert.Equal((route, "403 scope_missing", "application/problem+json"), (route, refused.Outcome(), refused.Type));
            }

            // A stream does not end by itself; StreamTests open it.
            if (route == "GET /v1/stream") continue;
            foreach (var scopes in alternatives)
                Assert.False((await app.CallAsync(verb, scopes == "ingest" ? path + Asked(route) : path, (await app.MakeKeyAsync(scopes)).Text)).Status is 401 or 403, route);
        }
    }

    [Fact]
    public async Task Every_field_refuses_who_lacks_what_it_needs()
    {
        await using var app = await Keyed.StartAsync();
        var keys = await KeysAsync(app);
        var (_, read) = await app.MakeKeyAsync("read");
        var schema = await QueryAsync(app, Keyed.Admin, "{ __schema { queryType { fields { name } } } }");
        var fields = schema.Json["data"]!["__schema"]!["queryType"]!["fields"]!.AsArray().Select(f => (string)f!["name"]!);
        Assert.Equal(s_fields.Keys.Order(StringComparer.Ordinal), fields.Order(StringComparer.Ordinal));
        foreach (var (field, (document, needs)) in s_fields)
        {
            Assert.Equal((field, "401 key_missing"), (field, (await QueryAsync(app, null, document)).Outcome()));
            Assert.Equal((field, "403 scope_missing"), (field, (await QueryAsync(app, keys["read"], document)).Outcome()));
            var reader = await QueryAsync(app, read, document);
            var refusals = reader.Json["errors"] is null ? [] : reader.GraphQLErrors();
            Assert.Equal(needs == "read" ? [] : [$"{field} scope_missing"], refusals);
            Assert.Null((await QueryAsync(app, Keyed.Admin, document)).Json["errors"]);
        }
    }

    [Theory]
    [InlineData("GET", "/v1/kpis?metrics=tickets_created&groupBy=channel,agent", null)]
    [InlineData("GET", "/v1/kpis?metrics=tickets_created&groupBy=%20agent", null)]
    [InlineData("GET", "/v1/kpis?metrics=tickets_created&agent=anna-whom-nobody-may-se", null)]
    [InlineData("GET", "/v1/kpis?metrics=tickets_created&agent.not=anna-whom-nobody-may-se", null)]
    [InlineData("GET", "/v1/kpis?metrics=tickets_created&agent=", null)]
    [InlineData("GET", "/v1/kpis?metrics=tickets_created&agent.in=bo,anna-whom-nobody-may-se", null)]
    [InlineData("GET", "/v1/kpis?metrics=tickets_created&agent.in=", null)]
    [InlineData("POST", "/v1/kpis", """{"metrics":"tickets_created","filters":{"agent":["anna-whom-nobody-may-se"]}}""")]
    [InlineData("POST", "/v1/kpis", """{"metrics":"tickets_created","agent":[]}""")]
    [InlineData("POST", "/v1/kpis", """{"metrics":"tickets_created","groupBy":["agent"]}""")]
    [InlineData("GET", "/v1/kpis/drivers?metric=tickets_created&by=channel,%20agent", null)]
    [InlineData("GET", "/v1/kpis/drivers?metric=tickets_created&agent=anna-whom-nobody-may-se", null)]
    [InlineData("POST", "/v1/kpis/drivers", """{"metric":"tickets_created","by":["agent"]}""")]
    [InlineData("GET", "/v1/dimensions/agent", null)]
    [InlineData("GET", "/v1/dimensions/agent?prefix=anna&format=csv", null)]
    [InlineData("GET", "/v1/kpis/records?metric=tickets_created&period=all", null)]
    [InlineData("GET", "/v1/tickets", null)]
    public async Task Who_lacks_read_agents_is_not_even_told_by_an_error(string method, string path, string? body)
    {
        var app = desk.App;
        var (_, read) = await app.MakeKeyAsync("read ingest");
        var refused = await app.CallAsync(method, path, read, body);
        Assert.Equal("403 scope_missing", refused.Outcome());
        Assert.DoesNotContain(Agent, refused.Text, StringComparison.Ordinal);
        var (_, agents) = await app.MakeKeyAsync("read read:agents");
        Assert.NotEqual(403, (await app.CallAsync(method, path, agents, body)).Status);
    }

    [Fact]
    public async Task Who_may_only_write_reads_back_what_was_written_and_nothing_else()
    {
        var app = desk.App;
        var (_, ingest) = await app.MakeKeyAsync("ingest");
        Assert.Equal(200, (await app.CallAsync("GET", "/v1/tickets/A", ingest)).Status);
        Assert.Equal(200, (await app.CallAsync("GET", "/v1/tickets?updatedSince=0", ingest)).Status);
        Assert.Equal("403 scope_missing", (await app.CallAsync("GET", "/v1/tickets", ingest)).Outcome());
        var (_, read) = await app.MakeKeyAsync("read");
        foreach (var path in (string[])["/v1/tickets/A", "/v1/tickets?updatedSince=0", "/v1/events?updatedSince=0", "/v1/agents/x"])
            Assert.Equal("403 scope_missing", (await app.CallAsync("GET", path, read)).Outcome());
    }

    [Theory]
    [InlineData("{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, groupBy: [AGENT]}) { rows { keys { value } } } }")]
    [InlineData("{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], filters: [{dimension: AGENT, values: [\"anna-whom-nobody-may-se\"]}]}) { rows { keys { value } } } }")]
    [InlineData("{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], filters: [{dimension: AGENT, values: [null], not: true}]}) { rows { keys { value } } } }")]
    [InlineData("{ drivers(input: {metric: {metric: TICKETS_CREATED}}, by: [CHANNEL, AGENT]) { change } }")]
    [InlineData("{ dimension(name: AGENT) { value } }")]
    [InlineData("{ t: tickets { edges { node { agent } } } }")]
    public async Task GraphQL_keeps_agents_by_the_same_rule(string document)
    {
        var app = desk.App;
        var (_, read) = await app.MakeKeyAsync("read");
        var refused = await QueryAsync(app, read, document);
        Assert.Equal("scope_missing", refused.GraphQLErrors().Single().Split(' ')[1]);
        Assert.DoesNotContain(Agent, refused.Text, StringComparison.Ordinal);
    }

    /// <summary>Of the list of tickets, those who may only write are shown what was written.</summary>
    private static string Asked(string route) => route == "GET /v1/tickets" ? "?updatedSince=0" : "";

    private static IEnumerable<(string Method, string Pattern, string? Needed)> Routes(KpiApp app) =>
        from endpoint in app.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            // The files of the page, which hold no data.
        where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), NeededBy(endpoint));

    /// <summary>Null when the route says nothing.</summary>
    private static string? NeededBy(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return "";
        var alternatives = PolicyComposition.AlternativeScopes(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>());
        return alternatives.Count > 0 ? string.Join('|', alternatives.Select(scopes => string.Join(' ', ScopeNames.Of(scopes)))) : endpoint.Metadata.NeededScopes() is not Scopes.None and var needed ? string.Join(' ', ScopeNames.Of(needed)) : null;
    }

    /// <summary>By scope: a key that holds all but this one. Nobody but admin lacks nothing.</summary>
    private static async Task<Dictionary<string, string>> KeysAsync(KpiApp app) => new()
    {
        ["ingest"] = (await app.MakeKeyAsync("read read:agents")).Text,
        ["read"] = (await app.MakeKeyAsync("ingest read:agents")).Text,
        ["read:agents"] = (await app.MakeKeyAsync("ingest read")).Text,
        ["admin"] = (await app.MakeKeyAsync("ingest read read:agents")).Text,
    };

    private static Task<Reply> QueryAsync(KpiApp app, string? key, string document) =>
        app.CallAsync("POST", "/graphql", key, new System.Text.Json.Nodes.JsonObject { ["query"] = document }.ToJsonString());
}

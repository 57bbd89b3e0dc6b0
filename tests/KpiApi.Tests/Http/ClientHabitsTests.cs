using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;
using Microsoft.AspNetCore.Routing;

namespace KpiApi.Tests.Http;

/// <summary>HTTP as clients speak it.</summary>
public sealed class ClientHabitsTests(SmallDesk desk, EmptyDesk empty, WrittenApp written)
    : IClassFixture<SmallDesk>, IClassFixture<EmptyDesk>, IClassFixture<WrittenApp>
{
    private const string Question = "/v1/kpis?metrics=csat&from=2026-03-01&to=2026-03-08";

    [Theory]
    [InlineData("application/json; charset=utf-8", "application/json")]
    [InlineData("application/json;charset=UTF-8;q=0.5", "application/json")]
    [InlineData("text/csv; charset=utf-8", "text/csv")]
    [InlineData("text/csv;header=present, application/json;q=0.9", "text/csv")]
    [InlineData("text/*, application/json;q=0.9", "text/csv")]
    [InlineData("application/json;q=0, */*", "text/csv")]
    [InlineData("text/csv;q=0, */*", "application/json")]
    [InlineData("application/*;q=0.2, text/*;q=0.1", "application/json")]
    [InlineData("*/*;q=0.1, text/csv;q=0.2", "text/csv")]
    public async Task Accept_is_read_without_the_parameters_of_media_types(string accept, string type)
    {
        var app = desk.App;
        foreach (var path in (string[])[Question, "/v1/metrics", "/v1/tickets", "/v1/dimensions/channel", "/v1/kpis/records?metric=csat&period=all"])
            Assert.Equal((path, 200, type), await app.ReadAsync(path, "Accept: " + accept) is var reply ? (path, reply.Status, reply.Type) : default);
    }

    [Theory]
    [InlineData("application/json;charset=utf-8;q=0")]
    [InlineData("text/csv;q=0, application/json;q=0, image/png")]
    [InlineData("*/*;q=0")]
    public async Task Form_of_quality_0_is_not_wanted(string accept)
    {
        var app = empty.App;
        Assert.Equal(406, (await app.ReadAsync(Question, "Accept: " + accept)).Status);
        Assert.Equal(406, (await app.ReadAsync("/v1/status", "Accept: " + accept)).Status);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/problem+json; charset=utf-8")]
    [InlineData("application/*;q=0.1")]
    public async Task Routes_of_json_read_it_so_too(string accept)
    {
        var app = written.App;
        Assert.Equal(200, (await app.ReadAsync("/v1/status", "Accept: " + accept)).Status);
        Assert.Equal(201, (await app.CallAsync("PUT", "/v1/agents/" + Uri.EscapeDataString(accept), null, "{}", "Accept: " + accept)).Status);
    }

    /// <summary>Every route, also one that comes later.</summary>
    [Fact]
    public async Task Head_is_answered_wherever_get_is_with_the_same_headers_and_no_body()
    {
        await using var app = await Reading.StartDeskAsync(new StandingClock());
        await app.PutAllAsync(("/v1/targets/A", """{"metric":"csat","value":80}"""));
        var routes = app.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            // A stream does not end by itself: StreamTests ask for its head.
            .Where(route => route.RoutePattern.RawText != "/v1/stream")
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/').Replace("{id}", "A", StringComparison.Ordinal).Replace("{name}", "csat", StringComparison.Ordinal));
        foreach (var path in routes.Concat([Question, Question + "&format=csv", "/openapi/v1.json", "/swagger/index.html", "/v1/nothing", "/v1/tickets/nobody"]))
        {
            using var get = await app.Http.GetAsync(new Uri(path, UriKind.Relative));
            using var head = await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal((path, get.StatusCode, get.Content.Headers.ContentType?.MediaType), (path, head.StatusCode, head.Content.Headers.ContentType?.MediaType));
            Assert.Equal((path, get.Headers.ETag), (path, head.Headers.ETag));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Where_get_is_not_head_is_not_and_where_it_is_both_are_told()
    {
        var app = empty.App;
        using var head = await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/keys/x/rotate"));
        Assert.Equal((405, "POST"), ((int)head.StatusCode, string.Join(", ", head.Content.Headers.Allow)));
        using var delete = await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/v1/metrics"));
        Assert.Equal((405, "GET, HEAD"), ((int)delete.StatusCode, string.Join(", ", delete.Content.Headers.Allow)));
    }

    [Fact]
    public async Task Head_needs_the_key_that_get_needs()
    {
        await using var app = await Keyed.StartAsync();
        Assert.Equal(401, (int)(await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/metrics"))).StatusCode);
        Assert.Equal(200, (int)(await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health/ready"))).StatusCode);
    }

    [Theory]
    [InlineData("2026-03-02T10:00:00+0100", "2026-03-02T09:00:00+00:00")]
    [InlineData("2026-03-02T10:00:00%2B0100", "2026-03-02T09:00:00+00:00")]
    [InlineData("2026-03-02T10:00+01", "2026-03-02T09:00:00+00:00")]
    [InlineData("2026-03-02%2010:00:00%2B01:00", "2026-03-02T09:00:00+00:00")]
    [InlineData("2026-03-02+10:00:00+01:00", "2026-03-02T09:00:00+00:00")]
    [InlineData("2026-03-02t10:00:00,5z", "2026-03-02T10:00:00.5+00:00")]
    [InlineData("2026-03-02T10:00:00.123456Z", "2026-03-02T10:00:00.123+00:00")]
    [InlineData("2026-03-02T10:00:00-0330", "2026-03-02T13:30:00+00:00")]
    [InlineData("2026-03-02", "2026-03-02T00:00:00+00:00")]
    public async Task Instant_of_a_query_is_read_as_a_tickets_would_be(string from, string understood)
    {
        var app = empty.App;
        Assert.Equal(understood, (string)(await app.ReadInBothAsync($"/v1/kpis?metrics=csat&from={from}&to=2026-04-01")).Json["query"]!["from"]!);
    }

    [Fact]
    public async Task Time_zone_may_have_its_name_of_windows()
    {
        await using var app = await Reading.StartDeskAsync();
        Assert.Equal("Europe/Berlin", (string)(await app.ReadInBothAsync(Question + "&timeZone=W. Europe Standard Time")).Json["query"]!["timeZone"]!);
        Assert.Equal(201, (await app.CallAsync("PUT", "/v1/calendars/default", null, """{"timeZone":"W. Europe Standard Time","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""")).Status);
        Assert.Equal("Europe/Berlin", (string)(await app.ReadInBothAsync("/v1/calendars/default")).Json["timeZone"]!);
        Assert.Equal(200, (await app.PostAsync("/v1/tickets?timeZone=W. Europe Standard Time", "id,createdAt\nX,2026-01-05 09:00", "text/csv")).Status);
        Assert.Equal("2026-01-05T08:00:00Z", (string)(await app.ReadInBothAsync("/v1/tickets/X")).Json["ticket"]!["createdAt"]!);
        Assert.Equal(["timeZone unknown_time_zone Berlin → Europe/Berlin"], (await app.ReadInBothAsync(Question + "&timeZone=Berlin")).Errors);
        Assert.Equal("Europe/Berlin", (string)(await app.CallAsync("PUT", "/v1/calendars/x", null, """{"timeZone":"Berlin","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""")).Json["errors"]![0]!["nearest"]!);
    }

    [Fact]
    public async Task Filters_of_null_are_none()
    {
        var app = desk.App;
        var reply = await app.AskAsync("""{"metrics":"tickets_created","period":"all","filters":null}""");
        Assert.Equal((200, "4"), (reply.Status, reply.Json["totals"]!["tickets_created"]!["value"]!.ToString()));
    }

    [Theory]
    [InlineData("frt", "first_response_time")]
    [InlineData("csat %", "csat")]
    [InlineData("aht", "handle_time")]
    public async Task Abbreviation_names_what_was_meant(string word, string metric)
    {
        var app = empty.App;
        Assert.Equal([$"metrics unknown_metric {word} → {metric}"], (await app.ReadInBothAsync($"/v1/kpis?metrics={Uri.EscapeDataString(word)}")).Errors);
        Assert.Equal([$"name unknown_metric {word} → {metric}"], (await app.ReadInBothAsync($"/v1/metrics/{Uri.EscapeDataString(word)}")).Errors);
        Assert.Equal(metric, (string)(await app.CallAsync("PUT", "/v1/targets/t", null, $$"""{"metric":"{{word}}","value":80}""")).Json["errors"]![0]!["nearest"]!);
    }

    [Fact]
    public async Task Metrics_are_searched_by_rest_and_graphql()
    {
        var app = empty.App;
        Assert.Equal(["first_contact_resolution"], (await app.ReadInBothAsync("/v1/metrics?search=fcr")).Each("items", "name"));
        Assert.Equal(52, (await app.ReadInBothAsync("/v1/metrics?search=")).Json["items"]!.AsArray().Count);
        Assert.Empty((await app.ReadInBothAsync("/v1/metrics?search=bicycle")).Json["items"]!.AsArray());
        Assert.StartsWith("name,title,definition", (await app.ReadInBothAsync("/v1/metrics?search=aht&format=csv")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/tickets", "application/json", "[{\"id\":\"a\"},]")]
    [InlineData("/v1/tickets", "application/json", "{\"id\":\"a\",}")]
    [InlineData("/v1/tickets", "application/json", "{\"id\":\"a\" // note\n}")]
    [InlineData("/v1/tickets", "application/json", "{\"id\"")]
    [InlineData("/v1/tickets", "application/json", "")]
    [InlineData("/v1/tickets", "application/json", "{'id':1}")]
    [InlineData("/v1/tickets", "application/json", "{id:1}")]
    [InlineData("/v1/tickets", "application/json", "{\"id\":NaN}")]
    [InlineData("/v1/tickets", "application/json", "{\"id\":01}")]
    [InlineData("/v1/tickets", "application/json", "{\"id\":\"a\\x\"}")]
    [InlineData("/v1/tickets", "application/json", "{} {}")]
    [InlineData("/v1/tickets", "application/x-ndjson", "{\"id\":\"a\",}")]
    [InlineData("/v1/tickets", "application/x-ndjson", "{\"id\":")]
    [InlineData("/v1/tickets", "text/csv", "id,\"crea\"tedAt\na,b")]
    [InlineData("/v1/kpis", "application/json", "{\"metrics\":\"csat\",}")]
    [InlineData("/v1/kpis", "application/json", "{\"metrics\":\"csat\",\"metrics\":\"nps\"}")]
    [InlineData("/v1/keys", "application/json", "{\"name\":\"x\",}")]
    [InlineData("/graphql", "application/json", "{\"query\":\"{ version }\",}")]
    public async Task No_message_quotes_the_framework(string path, string type, string body)
    {
        var app = empty.App;
        var reply = await app.SendAsync(new(HttpMethod.Post, path) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type)) }, []);
        Assert.InRange(reply.Status, 400, 422);
        string[] foreign = ["reader option", "LineNumber", "BytePosition", "Path:", "System.", "Exception", "JsonReader", "this mode", "is an invalid", "Expected", "deseriali"];
        Assert.All(foreign, word => Assert.False(reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase), reply.Text));
    }

    [Fact]
    public async Task Of_a_batch_no_more_is_said_to_be_stored_than_was()
    {
        await using var app = await Reading.StartAsync();
        Assert.Equal("The only item was rejected; nothing was stored.", (await app.PostLinesAsync("/v1/agents", "{}"))["detail"]);
        Assert.Equal("2 of 2 items were rejected; nothing was stored.", (await app.PostLinesAsync("/v1/agents", "{}", "{}"))["detail"]);
        Assert.Equal("2 of 3 items were rejected; the other one was stored.", (await app.PostLinesAsync("/v1/agents", "{}", "{}", """{"id":"a"}"""))["detail"]);
        Assert.Equal("1 of 3 items were rejected; the others were stored.", (await app.PostLinesAsync("/v1/agents", "{}", """{"id":"b"}""", """{"id":"a"}"""))["detail"]);
        Assert.Equal("1 of 2 items were rejected; nothing was stored, because an array is all or nothing.", (await app.PostAsync("/v1/agents", """[{},{"id":"a"}]"""))["detail"]);
        Assert.Equal("2 of 2 items were rejected; nothing was stored.", (await app.PostAsync("/v1/agents", "[{},{}]"))["detail"]);
    }

    [Theory]
    [InlineData("stage=x")]
    [InlineData("surveyKind=csat")]
    [InlineData("activityType.not=call&age=x")]
    public async Task List_of_tickets_blames_no_metric(string filter)
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/tickets?allowUnknown=true&" + filter);
        Assert.Equal(400, reply.Status);
        Assert.DoesNotContain("tickets_created", reply.Text, StringComparison.Ordinal);
        Assert.Contains("A list of tickets can't be filtered by", reply.Text, StringComparison.Ordinal);
    }
}

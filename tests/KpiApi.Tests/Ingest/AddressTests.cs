namespace KpiApi.Tests.Ingest;

/// <summary>What is stored can be asked for by its URL, and nothing that a URL says is passed over.</summary>
public sealed class AddressTests(PlainApp plain, WrittenApp written) : IClassFixture<PlainApp>, IClassFixture<WrittenApp>
{
    [Theory]
    [InlineData("PUT", "/v1/tickets/%FF", """{"createdAt":"2026-01-05T09:00:00Z"}""")]
    [InlineData("PUT", "/v1/tickets/A%C3", """{"createdAt":"2026-01-05T09:00:00Z"}""")]
    [InlineData("PUT", "/v1/tickets/%C0%AF", """{"createdAt":"2026-01-05T09:00:00Z"}""")]
    [InlineData("PUT", "/v1/tickets/%ED%A0%80", """{"createdAt":"2026-01-05T09:00:00Z"}""")]
    [InlineData("PUT", "/v1/agents/50%", "{}")]
    [InlineData("PUT", "/v1/agents/%2", "{}")]
    [InlineData("PUT", "/v1/agents/%GG", "{}")]
    [InlineData("PUT", "/v1/targets/%FF", """{"metric":"csat","value":80}""")]
    [InlineData("GET", "/v1/tickets/%FF", null)]
    [InlineData("GET", "/v1/targets/%FF", null)]
    [InlineData("DELETE", "/v1/tickets/%FF", null)]
    [InlineData("DELETE", "/v1/accounts/%FF", null)]
    public async Task Id_that_is_escaped_wrongly_is_refused_and_not_stored_as_its_text(string method, string path, string? body)
    {
        var app = plain.App;
        var answer = await SendAsync(app, method, path, body);
        Assert.Equal((400, "invalid_utf8"), (answer.Status, (string)answer.Errors[0]!["code"]!));
        Assert.Equal(0, app.VisibleVersion);
    }

    [Theory]
    [InlineData("/v1/agents/50%25", "50%")]
    [InlineData("/v1/agents/a%2Fb", "a/b")]
    [InlineData("/v1/agents/Zo%C3%AB", "Zoë")]
    [InlineData("/v1/agents/%F0%9F%98%80", "😀")]
    [InlineData("/v1/agents/a+b", "a+b")]
    [InlineData("/v1/agents/...", "...")]
    public async Task Id_is_what_was_escaped(string path, string id)
    {
        var app = written.App;
        Assert.Equal((201, id), ((await SendAsync(app, "PUT", path, "{}")) is var answer ? (answer.Status, answer["id"]) : default));
    }

    /// <summary>Every client takes these two out of a path, so nothing could ask for such an item, change it, delete it, or erase the account.</summary>
    [Theory]
    [InlineData("tickets", "\"createdAt\":\"2026-01-05T09:00:00Z\"")]
    [InlineData("events", "\"ticket\":\"T\",\"type\":\"note\",\"at\":\"2026-01-05T09:00:00Z\"")]
    [InlineData("surveys", "\"kind\":\"csat\",\"respondedAt\":\"2026-01-05T09:00:00Z\",\"score\":5")]
    [InlineData("agents", "\"name\":\"Anna\"")]
    [InlineData("accounts", "\"name\":\"Acme\"")]
    [InlineData("shifts", "\"agent\":\"a\",\"from\":\"2026-01-05T09:00:00Z\",\"to\":\"2026-01-05T10:00:00Z\"")]
    [InlineData("costs", "\"from\":\"2026-01-05T09:00:00Z\",\"to\":\"2026-01-05T10:00:00Z\",\"amount\":1")]
    public async Task Id_of_one_or_two_dots_is_refused_on_arrival(string resource, string rest)
    {
        var app = plain.App;
        Assert.Equal(["/id not_addressable"], (await app.PostAsync($"/v1/{resource}", $$"""{"id":".",{{rest}}}""")).Codes);
        Assert.Equal(["/id not_addressable"], (await app.PostLinesAsync($"/v1/{resource}", $$"""{"id":"..",{{rest}}}""")).Codes);
        Assert.Equal(0, app.VisibleVersion);
    }

    [Fact]
    public async Task So_is_a_reference_to_such_an_id()
    {
        var app = plain.App;
        Assert.Equal(["/agent not_addressable", "/account not_addressable"],
            (await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-01-05T09:00:00Z","agent":".","account":".."}""")).Codes);
        Assert.Equal(["/account not_addressable"], (await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-01-05T09:00:00Z","channel":"..","account":".."}""")).Codes);
        Assert.Equal(["/ticket not_addressable"], (await app.PutAsync("/v1/events/E", """{"ticket":"..","type":"note","at":"2026-01-05T09:00:00Z"}""")).Codes);
        Assert.Equal(["/ticket not_addressable"], (await app.PostAsync("/v1/events", "id,ticket,type,at\nE,.,note,2026-01-05T09:00:00Z", "text/csv")).Codes);
    }

    [Theory]
    [InlineData("PUT", "/v1/tickets/T?dryRunn=true", """{"createdAt":"2026-01-05T09:00:00Z"}""")]
    [InlineData("PUT", "/v1/agents/a?onError=skip", "{}")]
    [InlineData("DELETE", "/v1/tickets/T?soft=1", null)]
    [InlineData("DELETE", "/v1/accounts/A?keep=surveys", null)]
    [InlineData("PUT", "/v1/targets/t?force=1", """{"metric":"csat","value":80}""")]
    [InlineData("DELETE", "/v1/targets/t?force=1", null)]
    [InlineData("GET", "/v1/targets?limit=1", null)]
    [InlineData("GET", "/v1/targets/t?verbose=1", null)]
    [InlineData("DELETE", "/v1/keys/k?now=1", null)]
    public async Task Parameter_that_a_call_does_not_have_is_an_error(string method, string path, string? body)
    {
        var app = plain.App;
        var answer = await SendAsync(app, method, path, body);
        Assert.Equal((400, "unknown_parameter"), (answer.Status, (string)answer.Errors[0]!["code"]!));
        Assert.Equal(0, app.VisibleVersion);
    }

    /// <summary>With the path as it stands: the framework's own client would mend it.</summary>
    private static async Task<Answer> SendAsync(KpiApp app, string method, string path, string? body)
    {
        var uri = new Uri(app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body is not null) request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var http = new HttpClient(new SocketsHttpHandler());
        using var response = await http.SendAsync(request);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }
}

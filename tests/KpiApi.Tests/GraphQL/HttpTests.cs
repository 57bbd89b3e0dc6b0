using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

/// <summary>The essential audits of graphql-http in C#, which always run, and what they do not ask.</summary>
public sealed class HttpTests(EmptyDesk empty) : IClassFixture<EmptyDesk>
{
    private const string Json = "application/json";
    private const string New = "application/graphql-response+json";
    private const string Hello = """{"query":"{ __typename }"}""";
    private const string Answer = """{"data":{"__typename":"Query"}}""";

    [Fact]
    public async Task Accept_each_form_gets_its_media_type()
    {
        (string? Accept, string Expected)[] forms =
        [
            (null, Json), ("*/*", Json), (Json, Json), (New, New), ("application/*", Json),
            ("application/json;q=0.5, application/graphql-response+json", New),
            ("application/graphql-response+json;q=0.5, application/json", Json),
            ("application/graphql-response+json, application/json;q=0.9", New),
            ("application/json; charset=utf-8", Json), ("text/plain, */*;q=0.1", Json),
        ];
        var app = empty.App;
        foreach (var (accept, expected) in forms)
        {
            using var response = await PostAsync(app, Hello, accept);
            Assert.Equal((accept, HttpStatusCode.OK, $"{expected}; charset=utf-8"), (accept, response.StatusCode, response.Content.Headers.ContentType!.ToString()));
            Assert.Equal(Answer, await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/png, text/*")]
    [InlineData("application/json;q=0")]
    public async Task Accept_neither_type_is_406(string accept)
    {
        var app = empty.App;
        using var response = await PostAsync(app, Hello, accept);
        Assert.Equal((HttpStatusCode.NotAcceptable, "bad_request"), (response.StatusCode, await CodeAsync(response)));
    }

    [Theory]
    [InlineData("{ version", 200, 400)]
    [InlineData("{ unknown }", 200, 400)]
    [InlineData("query ($a: ID!) { ticket(id: $a) { events { id } } }", 200, 400)]
    [InlineData("mutation { version }", 200, 400)]
    [InlineData("{ kpis(input: {metrics: []}) { version } }", 200, 200)]
    [InlineData("{ version }", 200, 200)]
    public async Task Status_follows_the_media_type(string query, int json, int response)
    {
        var app = empty.App;
        var body = new JsonObject { ["query"] = query }.ToJsonString();
        using var legacy = await PostAsync(app, body, Json);
        using var current = await PostAsync(app, body, New);
        Assert.Equal((json, response), ((int)legacy.StatusCode, (int)current.StatusCode));
    }

    [Theory]
    [InlineData("", "bad_request")]
    [InlineData("{ \"not a JSON", "bad_request")]
    [InlineData("{}", "bad_request")]
    [InlineData("null", "bad_request")]
    [InlineData("\"{ version }\"", "bad_request")]
    [InlineData("""[{"query":"{ version }"}]""", "batching_refused")]
    [InlineData("""{"query":1}""", "bad_request")]
    [InlineData("""{"query":null}""", "bad_request")]
    [InlineData("""{"query":"{ version }","operationName":{}}""", "bad_request")]
    [InlineData("""{"query":"{ version }","variables":[]}""", "bad_request")]
    [InlineData("""{"query":"{ version }","variables":"{}"}""", "bad_request")]
    [InlineData("""{"query":"{ version }","extensions":0}""", "bad_request")]
    [InlineData("""{"query":"{ version \ud800 }"}""", "bad_request")]
    [InlineData("""{"query":"{ version }","variables":{"a":"\ud800"}}""", "bad_request")]
    [InlineData("""{"query":"{ version }","variables":{"\ud800":1}}""", "bad_request")]
    [InlineData("""{"query":"{ version }","query":"{ __typename }"}""", "bad_request")]
    [InlineData("""{"query":"query($a: String) { metrics(search: $a) { name } }","variables":{"a":"csat","a":"nps"}}""", "bad_request")]
    [InlineData("""{"query":"query($a: KpisInput!) { kpis(input: $a) { version } }","variables":{"a":{"metrics":[],"limit":1,"limit":2}}}""", "bad_request")]
    [InlineData("""{"query":"{ version }","extensions":{"persistedQuery":1}}""", "bad_request")]
    public async Task Parameters_of_the_wrong_kind_are_400(string body, string code)
    {
        var app = empty.App;
        using var response = await PostAsync(app, body, Json);
        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, await CodeAsync(response)));
    }

    [Theory]
    [InlineData("""{"query":"{ __typename }","operationName":null,"variables":null,"extensions":null}""")]
    [InlineData("""{"query":"query A { __typename } query B { version }","operationName":"A","variables":{},"extensions":{"a":1},"more":1}""")]
    public async Task Parameters_null_or_unknown_are_passed_over(string body)
    {
        var app = empty.App;
        using var response = await PostAsync(app, body, New);
        Assert.Equal(Answer, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/graphql")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Content_type_other_than_json_is_415(string? contentType)
    {
        var app = empty.App;
        using var response = await PostAsync(app, Hello, Json, contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Method_other_than_get_and_post_is_405(string method)
    {
        var app = empty.App;
        using var request = new HttpRequestMessage(new HttpMethod(method), "/graphql");
        using var response = await app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Get_with_variables_and_operation_is_answered()
    {
        await using var app = await Reading.StartDeskAsync();
        var query = Uri.EscapeDataString("query A($p: String) { dimension(name: CHANNEL, prefix: $p) { value } } query B { version }");
        var reply = await app.ReadAsync($"/graphql?query={query}&operationName=A&variables={Uri.EscapeDataString("{\"p\":\"ch\"}")}");
        Assert.Equal("""{"data":{"dimension":[{"value":"chat"}]}}""", reply.Text);
    }

    [Theory]
    [InlineData("query=mutation{version}", 405, "not_a_query")]
    [InlineData("query=subscription{version}", 405, "not_a_query")]
    [InlineData("query=mutation A{version} query B{version}&operationName=A", 405, "not_a_query")]
    [InlineData("query={version}&variables=[]", 400, "bad_request")]
    [InlineData("query={version}&variables={", 400, "bad_request")]
    [InlineData("query={version}&variables={\"a\":1,\"a\":2}", 400, "bad_request")]
    [InlineData("query={version}&extensions=1", 400, "bad_request")]
    [InlineData("operationName=A", 400, "bad_request")]
    public async Task Get_refused_has_its_status(string query, int status, string code)
    {
        var app = empty.App;
        using var response = await app.Http.GetAsync(new Uri($"/graphql?{query}", UriKind.Relative));
        Assert.Equal((status, code), ((int)response.StatusCode, await CodeAsync(response)));
        if (status == 405) Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("mutation { version }")]
    [InlineData("subscription { version }")]
    [InlineData("query { version } mutation M { version }")]
    public async Task Post_of_anything_but_queries_is_a_request_error_and_no_data(string query)
    {
        var app = empty.App;
        var reply = await app.QueryAsync(query);
        Assert.Equal((400, "- not_a_query"), (reply.Status, reply.GraphQLErrors().Single()));
        Assert.False(reply.Json.AsObject().ContainsKey("data"));
    }

    [Theory]
    [InlineData("query A { version } query B { version }", null, "unknown_operation")]
    [InlineData("query A { version }", "B", "unknown_operation")]
    [InlineData("fragment F on Query { version }", null, "unknown_operation")]
    [InlineData("type Query { version: Int }", null, "unknown_operation")]
    [InlineData("{ version", null, "syntax_error")]
    [InlineData("", null, "unknown_operation")]
    [InlineData("{ version(a: 1) }", null, "validation_failed")]
    [InlineData("query($n: ID) { ticket(id: $n) { events { id } } }", null, "validation_failed")]
    [InlineData("query($n: Int!) { tickets(first: $n) { nodes { id } } }", null, "bad_variables")]
    public async Task Request_error_has_a_code_and_no_data(string query, string? operation, string code)
    {
        var app = empty.App;
        var body = new JsonObject { ["query"] = query, ["operationName"] = operation };
        var reply = await app.PostDocumentAsync(body.ToJsonString());
        Assert.Equal((400, code), (reply.Status, reply.GraphQLErrors().First().Split(' ')[1]));
        Assert.Equal(["code"], reply.Json["errors"]![0]!["extensions"]!.AsObject().Select(e => e.Key));
        Assert.False(reply.Json.AsObject().ContainsKey("data"));
    }

    [Fact]
    public async Task Body_over_the_limit_is_413_with_and_without_a_length()
    {
        await using var app = await Reading.StartAsync(null, "GraphQL:MaxBodyBytes=1000");
        var body = new JsonObject { ["query"] = "{ version } #" + new string('x', 2_000) }.ToJsonString();
        using var known = await PostAsync(app, body, Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8, Json) };
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await app.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (known.StatusCode, await CodeAsync(known)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
    }

    [Fact]
    public async Task Hash_of_another_query_is_refused()
    {
        var app = empty.App;
        var hash = Convert.ToHexStringLower(SHA256.HashData("{ version }"u8));
        var body = """{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"HASH"}}}""".Replace("HASH", hash, StringComparison.Ordinal);
        Assert.Equal(["- persisted_query_mismatch"], (await app.PostDocumentAsync(body)).GraphQLErrors());
    }

    [Fact]
    public async Task Persisted_queries_switched_off_are_not_found_and_never_kept()
    {
        await using var app = await Reading.StartAsync(null, "GraphQL:AllowPersistedQueries=false");
        var extensions = """{"persistedQuery":{"version":1,"sha256Hash":"HASH"}}""".Replace("HASH", new string('a', 64), StringComparison.Ordinal);
        Assert.Equal(Answer, (await app.PostDocumentAsync("{\"query\":\"{ __typename }\",\"extensions\":" + extensions + "}")).Text);
        Assert.Equal(["- PERSISTED_QUERY_NOT_FOUND"], (await app.PostDocumentAsync("{\"extensions\":" + extensions + "}")).GraphQLErrors());
    }

    [Fact]
    public async Task Introspection_switched_off_is_refused_and_numbers_are_not()
    {
        await using var app = await Reading.StartAsync(null, "GraphQL:AllowIntrospection=false");
        Assert.Equal(["- introspection_disabled"], (await app.QueryAsync("{ __schema { queryType { name } } }")).GraphQLErrors());
        Assert.Equal(Answer, (await app.QueryAsync("{ __typename }")).Text);
    }

    private static async Task<HttpResponseMessage> PostAsync(KpiApp app, string body, string? accept, string? contentType = Json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await app.Http.SendAsync(request);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.False(body.AsObject().ContainsKey("data"));
        return (string?)body["errors"]![0]!["extensions"]!["code"];
    }
}

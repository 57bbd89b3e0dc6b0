using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace KpiApi.GraphQL.Tests.Http;

/// <summary>The essential audits of graphql-http in C#, which always run, and what they don't ask.</summary>
public sealed class HttpTests
{
    private const string Json = "application/json";
    private const string New = "application/graphql-response+json";
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData(null, Json)]
    [InlineData("*/*", Json)]
    [InlineData(Json, Json)]
    [InlineData(New, New)]
    [InlineData("application/*", Json)]
    [InlineData("application/json;q=0.5, application/graphql-response+json", New)]
    [InlineData("application/graphql-response+json;q=0.5, application/json", Json)]
    [InlineData("application/graphql-response+json, application/json;q=0.9", New)]
    [InlineData("application/json; charset=utf-8", Json)]
    [InlineData("text/plain, */*;q=0.1", Json)]
    public async Task Accept_each_form_gets_its_media_type(string? accept, string expected)
    {
        await using var server = await GraphQLServer.StartAsync();
        using var response = await PostAsync(server, """{"query":"{ hello }"}""", accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{expected}; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("""{"data":{"hello":"world"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/png, text/*")]
    [InlineData("application/json;q=0")]
    public async Task Accept_neither_type_is_406(string accept)
    {
        await using var server = await GraphQLServer.StartAsync();
        using var response = await PostAsync(server, """{"query":"{ hello }"}""", accept);
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Equal(ErrorCodes.BadRequest, await CodeAsync(response));
    }

    [Theory]
    [InlineData("{ hello", 200, 400)]
    [InlineData("{ unknown }", 200, 400)]
    [InlineData("query ($a: Int!) { int(value: $a) }", 200, 400)]
    [InlineData("{ missing { id } }", 200, 200)]
    [InlineData("{ failing }", 200, 200)]
    [InlineData("{ hello }", 200, 200)]
    public async Task Status_follows_the_media_type(string query, int json, int response)
    {
        await using var server = await GraphQLServer.StartAsync();
        var body = new JsonObject { ["query"] = query }.ToJsonString();
        using var legacy = await PostAsync(server, body, Json);
        using var current = await PostAsync(server, body, New);
        Assert.Equal(json, (int)legacy.StatusCode);
        Assert.Equal(response, (int)current.StatusCode);
    }

    [Theory]
    [InlineData("", ErrorCodes.BadRequest)]
    [InlineData("{ \"not a JSON", ErrorCodes.BadRequest)]
    [InlineData("{}", ErrorCodes.BadRequest)]
    [InlineData("null", ErrorCodes.BadRequest)]
    [InlineData("\"{ hello }\"", ErrorCodes.BadRequest)]
    [InlineData("""[{"query":"{ hello }"}]""", ErrorCodes.BatchingRefused)]
    [InlineData("""{"query":1}""", ErrorCodes.BadRequest)]
    [InlineData("""{"query":null}""", ErrorCodes.BadRequest)]
    [InlineData("""{"query":"{ hello }","operationName":{}}""", ErrorCodes.BadRequest)]
    [InlineData("""{"query":"{ hello }","variables":[]}""", ErrorCodes.BadRequest)]
    [InlineData("""{"query":"{ hello }","variables":"{}"}""", ErrorCodes.BadRequest)]
    [InlineData("""{"query":"{ hello }","extensions":0}""", ErrorCodes.BadRequest)]
    [InlineData("""{"query":"{ hello \ud800 }"}""", ErrorCodes.BadRequest)]
    [InlineData("""{"query":"{ hello }","extensions":{"persistedQuery":1}}""", ErrorCodes.BadRequest)]
    public async Task Parameters_of_the_wrong_kind_are_400(string body, string code)
    {
        await using var server = await GraphQLServer.StartAsync();
        using var response = await PostAsync(server, body, Json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, await CodeAsync(response));
    }

    [Theory]
    [InlineData("""{"query":"{ hello }","operationName":null,"variables":null,"extensions":null}""")]
    [InlineData("""{"query":"query A { hello } query B { int }","operationName":"A","variables":{},"extensions":{"a":1},"more":1}""")]
    public async Task Parameters_null_or_unknown_are_passed_over(string body)
    {
        await using var server = await GraphQLServer.StartAsync();
        using var response = await PostAsync(server, body, New);
        Assert.Equal("""{"data":{"hello":"world"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/graphql")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Content_type_other_than_json_is_415(string? contentType)
    {
        await using var server = await GraphQLServer.StartAsync();
        using var response = await PostAsync(server, """{"query":"{ hello }"}""", Json, contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Method_other_than_get_and_post_is_405(string method)
    {
        await using var server = await GraphQLServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), server.Url);
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Get_with_variables_and_operation_is_answered()
    {
        await using var server = await GraphQLServer.StartAsync();
        var query = "query A($a: Int) { int(value: $a) } query B { hello }";
        var url = $"{server.Url}?query={Uri.EscapeDataString(query)}&operationName=A&variables={Uri.EscapeDataString("{\"a\":3}")}";
        Assert.Equal("""{"data":{"int":3}}""", await server.Client.GetStringAsync(new Uri(url)));
    }

    [Theory]
    [InlineData("query=mutation{hello}", 405)]
    [InlineData("query={hello}&variables=[]", 400)]
    [InlineData("query={hello}&variables={", 400)]
    [InlineData("query={hello}&extensions=1", 400)]
    [InlineData("operationName=A", 400)]
    public async Task Get_refused_has_its_status(string query, int status)
    {
        await using var server = await GraphQLServer.StartAsync();
        using var response = await server.Client.GetAsync(new Uri($"{server.Url}?{query}"));
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 405) Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Body_over_the_limit_is_413_with_and_without_a_length()
    {
        await using var server = await GraphQLServer.StartAsync(new GraphQLOptions { MaxBodyBytes = 1_000 });
        var body = new JsonObject { ["query"] = "{ hello } #" + new string('x', 2_000) }.ToJsonString();
        using var known = await PostAsync(server, body, Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url) { Content = new StringContent(body, Encoding.UTF8, Json) };
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, known.StatusCode);
        Assert.Equal(ErrorCodes.BodyTooLarge, await CodeAsync(known));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
    }

    [Fact]
    public async Task Persisted_query_is_asked_for_once_and_then_found_by_its_hash()
    {
        await using var server = await GraphQLServer.StartAsync();
        var hash = Convert.ToHexStringLower(SHA256.HashData("{ hello }"u8));
        var extensions = $"{{\"persistedQuery\":{{\"version\":1,\"sha256Hash\":\"{hash}\"}}}}";
        using var unknown = await PostAsync(server, $"{{\"extensions\":{extensions}}}", Json);
        using var wrong = await PostAsync(server, $"{{\"query\":\"{{ int }}\",\"extensions\":{extensions}}}", Json);
        using var both = await PostAsync(server, $"{{\"query\":\"{{ hello }}\",\"extensions\":{extensions}}}", Json);
        var byGet = await server.Client.GetStringAsync(new Uri($"{server.Url}?extensions={Uri.EscapeDataString(extensions)}"));
        Assert.Equal(ErrorCodes.PersistedQueryNotFound, await CodeAsync(unknown));
        Assert.Equal(ErrorCodes.PersistedQueryMismatch, await CodeAsync(wrong));
        Assert.Equal(HttpStatusCode.OK, both.StatusCode);
        Assert.Equal("""{"data":{"hello":"world"}}""", byGet);
    }

    [Fact]
    public async Task Browser_without_a_query_gets_the_page_and_with_one_the_answer()
    {
        await using var server = await GraphQLServer.StartAsync();
        server.Client.DefaultRequestHeaders.Accept.ParseAdd(Browser);
        using var page = await server.Client.GetAsync(new Uri(server.Url));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The zoo", html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello </script>", html, StringComparison.Ordinal);
        Assert.Contains("script-src 'sha256-", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("""{"data":{"hello":"world"}}""", await server.Client.GetStringAsync(new Uri(server.Url + "?query={hello}")));
    }

    private static async Task<HttpResponseMessage> PostAsync(GraphQLServer server, string body, string? accept, string? contentType = Json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await server.Client.SendAsync(request);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Null(body["data"]);
        return (string?)body["errors"]![0]!["extensions"]!["code"];
    }
}

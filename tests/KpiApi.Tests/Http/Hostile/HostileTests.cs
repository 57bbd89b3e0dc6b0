using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace KpiApi.Tests.Http.Hostile;

/// <summary>
/// Throws spoilt requests at every route: never a fault of ours, never silence, every refusal a problem, and nothing stored by what was refused.
/// More of them with KPI_HOSTILE_CASES; a failure prints how to repeat it.
/// </summary>
public sealed class HostileTests(PlainApp plain) : IClassFixture<PlainApp>
{
    private const string AllNumbers = "/v1/kpis?metrics=tickets_created,tickets_resolved,first_response_time:sum,csat,nps,open_tickets,handle_time:sum&period=all&groupBy=channel";

    private static readonly string[] s_graphQLTypes = ["application/json", "application/graphql-response+json", "text/html"];

    private static int Cases => int.TryParse(Environment.GetEnvironmentVariable("KPI_HOSTILE_CASES"), CultureInfo.InvariantCulture, out var cases) ? cases : 400;

    [Fact]
    public async Task Nothing_that_is_sent_breaks_the_service_or_its_numbers()
    {
        await using var app = await Keyed.StartAsync(builder => builder.UseClock(new StandingClock()), "Limits:MaxUnpackedBytes=1000000", "Limits:RequestsPerSecond=0");
        await app.CallAsync("PUT", "/v1/tickets/T-0", Keyed.Admin, """{"createdAt":"2026-01-05T09:12:00Z","channel":"email","agent":"anna","firstResponseAt":"2026-01-05T10:00:00Z"}""");
        await app.CallAsync("PUT", "/v1/surveys/S-0", Keyed.Admin, """{"kind":"csat","ticket":"T-0","respondedAt":"2026-01-07T10:00:00Z","score":5}""");
        var routes = (from endpoint in app.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                          // The framework serves the page's files; and a stream does not end by itself.
                      where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.RoutePattern.RawText != "/v1/stream"
                      from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
                      select (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'))).ToList();
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1, AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All }) { BaseAddress = app.Http.BaseAddress };
        var reached = new HashSet<int>();
        await Task.Run(() => Prop.ForAll(Nonsense.Requests(routes).ToArbitrary(), request => Check(app, http, request, reached))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases)));
        // Or the nonsense never got behind the door.
        Assert.Subset(reached, new HashSet<int> { 200, 400, 404, 405, 415, 422 });
    }

    /// <summary>Beneath HTTP the server answers by itself, without a body, and goes on.</summary>
    [Theory]
    [InlineData("\0\0\0\0\r\n\r\n", "400")]
    [InlineData("GET / HTTP/9.9\r\n\r\n", "505")]
    [InlineData("GET /v1/metrics HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /v1/me\0trics HTTP/1.1\r\nHost: localhost\r\n\r\n", "400")]
    [InlineData("POST /v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "4")]
    [InlineData("POST /v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n", "400")]
    public async Task Broken_http_is_refused(string text, string status)
    {
        var app = plain.App;
        using (var client = new TcpClient("127.0.0.1", app.Http.BaseAddress!.Port))
        {
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Assert.StartsWith("HTTP/1.1 " + status, await new StreamReader(stream).ReadLineAsync(patience.Token) ?? "", StringComparison.Ordinal);
        }

        Assert.Equal(200, (await app.CallAsync("GET", "/v1/metrics")).Status);
    }

    private static void Check(KpiApp app, HttpClient http, HostileRequest request, HashSet<int> reached)
    {
        var (version, numbers) = (app.VisibleVersion, Numbers(app));
        using var message = request.Message(http.BaseAddress!);
        if (!message.Headers.Contains("Authorization")) message.Headers.Add("X-Api-Key", Keyed.Admin);
        using var response = http.SendAsync(message).GetAwaiter().GetResult();
        var (status, text) = ((int)response.StatusCode, response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        reached.Add(status);
        // A version that is far ahead is a right question, and this its right answer.
        Assert.True(status < 500 || (status == 503 && text.Contains("version_not_visible", StringComparison.Ordinal)), $"{request}\n{status} {text}");
        if (status < 400)
        {
            app.DerivedAsync().GetAwaiter().GetResult();
            return;
        }

        var stored = request.Method == "HEAD" ? 0 : Refusal(request, response.Content.Headers.ContentType?.MediaType, text, status);
        if (stored == 0) Assert.True((version, numbers) == (app.VisibleVersion, Numbers(app)), $"Refused, but something has changed: {request}\n{status} {text}");
    }

    /// <summary>Checks the form of a refusal; how many items it says were stored all the same.</summary>
    private static long Refusal(HostileRequest request, string? type, string text, int status)
    {
        var isRight = type == "application/problem+json" || (request.IsGraphQL && s_graphQLTypes.Contains(type));
        // Kestrel refuses what is no HTTP before it gets to us.
        if (status == 400 && text.Length == 0 && type is null) return 0;
        Assert.True(isRight, $"{request}\n{status} {type} {text}");
        var json = JsonNode.Parse(text)!;
        Assert.True(json["errors"] is JsonArray { Count: > 0 }, $"{request}\n{status} {text}");
        if (type == "application/problem+json") Assert.True((int)json["status"]! == status && json["title"] is not null && json["traceId"] is not null, $"{request}\n{text}");
        return json["stored"]?.GetValue<long>() ?? 0;
    }

    private static string Numbers(KpiApp app)
    {
        var reply = app.CallAsync("GET", AllNumbers, Keyed.Admin).GetAwaiter().GetResult();
        Assert.True(reply.Status == 200, reply.Text);
        return JsonSerializer.Serialize(reply.Json["rows"]) + JsonSerializer.Serialize(reply.Json["totals"]);
    }
}

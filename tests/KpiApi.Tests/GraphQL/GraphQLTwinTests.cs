using System.Text;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

/// <summary>The twin must be able to fail, or it proves nothing.</summary>
public sealed class GraphQLTwinTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    [Theory]
    [InlineData("/v1/kpis?metrics=first_response_time&" + March, "\"value\":820", "\"value\":820.0", "/value")]
    [InlineData("/v1/kpis?metrics=first_response_time&groupBy=channel&" + March, "\"channel\":\"chat\"", "\"channel\":\"caht\"", "/channel")]
    [InlineData("/v1/kpis?metrics=csat&include=target&" + March, "\"missed\"", "\"met\"", "/status")]
    [InlineData("/v1/kpis?metrics=csat&" + March, "\"rowCount\":1", "\"rowCount\":1.0", "/rowCount")]
    [InlineData("/v1/kpis?metrics=csat&" + March, "\"timeZone\":\"UTC\"", "\"timeZone\":\"Etc/UTC\"", "/timeZone")]
    [InlineData("/v1/kpis?metrics=csat&channel=emial", "unknown_value", "dimension_not_allowed", "unknown_value")]
    [InlineData("/v1/kpis/records?metric=csat&" + March, "\"counted\":", "\"count\":", "/counted")]
    [InlineData("/v1/kpis/records?metric=first_response_time&" + March, "\"value\":600", "\"value\":600.0", "/value")]
    [InlineData("/v1/kpis/records?metric=csat&limit=2&" + March, "nextCursor", "next", "/nextCursor")]
    [InlineData("/v1/tickets", "300", "300.0", "/handleSeconds")]
    [InlineData("/v1/tickets/A", "600", "601", "/facts/firstResponseSeconds")]
    [InlineData("/v1/dimensions/channel", "\"count\":2", "\"count\":3", "/count")]
    [InlineData("/v1/metrics", "\"percent\"", "\"count\"", "/unit")]
    [InlineData("/v1/metrics/csat", "\"percent\"", "\"count\"", "/unit")]
    public async Task Letter_that_differs_fails_the_test(string path, string told, string altered, string where)
    {
        var app = desk.App;
        using var http = Client(app, text => text.Replace(told, altered, StringComparison.Ordinal));
        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => http.GetAsync(path));
        Assert.Contains(where, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_moves_each_time_is_no_difference_but_fails_at_the_end()
    {
        await using var app = await Reading.StartDeskAsync();
        var calls = 0;
        using var twin = new GraphQLTwin(new Altering(text => text.Replace("\"version\":2", $"\"version\":{100 + ++calls}", StringComparison.Ordinal)));
        using var http = new HttpClient(twin) { BaseAddress = app.Http.BaseAddress };
        await http.GetAsync("/v1/kpis?metrics=csat");
        Assert.Throws<Xunit.Sdk.TrueException>(twin.AssertSomethingWasCompared);
        Assert.Equal(4, calls);
        await http.GetAsync("/v1/metrics");
        twin.AssertSomethingWasCompared();
    }

    [Theory]
    [InlineData("GET", "/v1/kpis?metrics=csat&format=csv", null)]
    [InlineData("GET", "/v1/kpis?metrics=csatt&frm=2026-03-01&chanel=x", null)]
    [InlineData("GET", "/v1/kpis/records?metrics=csat&limit=x", null)]
    [InlineData("GET", "/v1/tickets/A?timezone=UTC", null)]
    [InlineData("GET", "/v1/dimensions/channel?limit=2", null)]
    [InlineData("GET", "/v1/dimensions/channel?limit=2&cursor=2", TwinQuestion.LongMenu)]
    [InlineData("GET", "/v1/dimensions/channel?limit=1001", TwinQuestion.LongMenu)]
    [InlineData("GET", "/v1/dimensions/channel?cursor=-1", TwinQuestion.LongMenu)]
    [InlineData("POST", "/v1/kpis", TwinQuestion.NoBody)]
    [InlineData("POST", "/v1/kpis?format=csv", TwinQuestion.TwoPlaces)]
    [InlineData("GET", "/v1/calendars", TwinQuestion.NoReading)]
    [InlineData("PUT", "/v1/tickets/A", TwinQuestion.NoReading)]
    [InlineData("POST", "/v1/tickets", TwinQuestion.NoReading)]
    public void Only_what_graphql_does_not_have_is_left_out(string method, string path, string? reason)
    {
        using var request = new HttpRequestMessage(new(method), new Uri("http://127.0.0.1" + path));
        Assert.Equal(reason is null, TwinQuestion.Of(request, [], out var excluded) is not null);
        Assert.Equal(reason, excluded);
    }

    [Fact]
    public void Parameters_become_the_input_that_says_the_same()
    {
        var body = Encoding.UTF8.GetBytes(
            """{"metrics":["csat","first_response_time:p33"],"groupBy":"surveyKind","limit":5,"others":true,"frm":"x","filters":{"channel.not":["a",null],"limit":[1]}}""");
        Assert.Equal(
            Reading.OneLine("""
            {"metrics":[{"metric":"CSAT"},{"metric":"FIRST_RESPONSE_TIME","percentile":33}],"groupBy":["SURVEY_KIND"],"limit":5,"others":true,"frm":"x",
            "filters.limit":"1","filters":[{"dimension":"CHANNEL","values":["a",null],"not":true}]}
            """),
            TwinInput.Of(TwinParameters.OfBody(body)!).ToJsonString());
    }

    private static HttpClient Client(KpiApp app, Func<string, string> alter) => new(new GraphQLTwin(new Altering(alter))) { BaseAddress = app.Http.BaseAddress };

    /// <summary>A service whose REST tells something else.</summary>
    private sealed class Altering(Func<string, string> alter) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath == "/graphql")
                return response;
            var type = response.Content.Headers.ContentType;
            response.Content = new StringContent(alter(await response.Content.ReadAsStringAsync(cancellationToken)), Encoding.UTF8) { Headers = { ContentType = type } };
            return response;
        }
    }
}

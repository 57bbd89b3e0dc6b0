using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Kpis.Endpoints;
using KpiApi.OpenApi;

namespace KpiApi.Tests.OpenApi;

public sealed class OpenApiDocumentTests(ServedDocument served, WrittenApp written) : IClassFixture<ServedDocument>, IClassFixture<WrittenApp>
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _client = served.App.Http;
    private readonly JsonNode _document = served.Document;

    [Fact]
    public async Task Document_served_is_the_one_committed()
    {
        var text = _document.ToJsonString(s_indented) + "\n";
        await Repository.AssertIsCommittedAsync(text, "api-specs", "openapi.json");
    }

    /// <summary>Anybody may ask for it, so it is made once; what is kept is asked about by its tag.</summary>
    [Fact]
    public async Task Document_is_made_once()
    {
        var made = served.App.Service<OpenApiDocumentText>();
        using var first = await _client.GetAsync(OpenApiDocumentText.Path);
        Assert.Equal(("application/json", true), (first.Content.Headers.ContentType?.MediaType, first.Headers.ETag!.IsWeak));
        Assert.Same(made.Text, made.Text);
        using var again = new HttpRequestMessage(HttpMethod.Get, OpenApiDocumentText.Path) { Headers = { IfNoneMatch = { first.Headers.ETag } } };
        Assert.Equal(HttpStatusCode.NotModified, (await _client.SendAsync(again)).StatusCode);
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, OpenApiDocumentText.Path));
        Assert.Equal((HttpStatusCode.OK, first.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/openapi/v2.json")).StatusCode);
    }

    [Fact]
    public void Every_call_is_described()
    {
        Assert.All(Calls(), call =>
        {
            Assert.False(string.IsNullOrEmpty((string?)call.Operation["summary"]), $"{call.Method} {call.Path} has no summary: WithSummary where it is mapped.");
            Assert.False(string.IsNullOrEmpty((string?)call.Operation["description"]), $"{call.Method} {call.Path} has no description.");
            Assert.NotEmpty(call.Operation["responses"]!.AsObject());
        });
    }

    /// <summary>A generator names its methods by them.</summary>
    [Fact]
    public void Every_call_has_a_name_of_its_own() =>
        Assert.Equal(Calls().Count(), Calls().Select(call => (string)call.Operation["operationId"]!).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Lists_in_a_query_string_are_repeated() =>
        Assert.All(Calls().SelectMany(call => call.Operation["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["schema"]!["type"] == "array"), parameter =>
            Assert.False(parameter!["explode"] is { } explode && !(bool)explode, $"{parameter["name"]} is not repeated."));

    [Theory]
    [InlineData("tickets", "Ticket")]
    [InlineData("accounts", "Account")]
    public void Id_is_demanded_where_no_path_has_it(string resource, string component)
    {
        Assert.Contains("id", Required(component));
        Assert.DoesNotContain("id", Required(component + "Body"));
        Assert.Equal($"#/components/schemas/{component}Body", (string)_document["paths"]![$"/v1/{resource}/{{id}}"]!["put"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!);
    }

    /// <summary>Also one that is null: the members of an answer do not come and go.</summary>
    [Fact]
    public void Members_that_are_always_there_are_required()
    {
        Assert.Contains("status", Required("StatedTicket"));
        Assert.Equal("null", (string)_document["components"]!["schemas"]!["StatedTicket"]!["properties"]!["status"]!["oneOf"]![1]!["type"]!);
        Assert.DoesNotContain("oldValidUntil", Required("NewKey"));
    }

    [Fact]
    public void Every_parameter_of_a_query_is_described()
    {
        var described = _document["paths"]!["/v1/kpis"]!["get"]!["parameters"]!.AsArray()
            .Where(p => !string.IsNullOrEmpty((string?)p!["description"])).Select(p => (string)p!["name"]!);

        Assert.Equal(QueryParser.ParameterNames.Concat(KpiParameters.Lists.Select(list => list.Name)).Concat(CallParameters.Names).Distinct().Order(), described.Order());
    }

    [Fact]
    public void Metrics_of_the_document_are_those_of_the_catalogue()
    {
        var metric = new Regex((string)_document["components"]!["schemas"]!["Metric"]!["pattern"]!);

        Assert.All(MetricCatalogue.All, known =>
        {
            Assert.Matches(metric, known.Name);
            Assert.All(known.Statistics, statistic => Assert.Matches(metric, $"{known.Name}:{statistic}"));
            Assert.Equal(known.Statistics.Count > 0, metric.IsMatch(known.Name + ":p99"));
        });
        Assert.DoesNotMatch(metric, "cast");
    }

    [Theory]
    [InlineData("agents")]
    [InlineData("tickets")]
    [InlineData("events")]
    [InlineData("surveys")]
    [InlineData("accounts")]
    [InlineData("shifts")]
    [InlineData("costs")]
    public async Task Examples_of_the_document_are_accepted(string resource)
    {
        var app = written.App;
        var content = _document["paths"]![$"/v1/{resource}"]!["post"]!["requestBody"]!["content"]!;
        var json = content["application/json"]!["examples"]!["several"]!["value"];
        var lines = (string)content["application/x-ndjson"]!["examples"]!["lines"]!["value"]!;

        var table = (string)content["text/csv"]!["examples"]!["table"]!["value"]!;

        var fromJson = await app.PostAsync($"/v1/{resource}", json!.ToJsonString());
        var fromLines = await app.PostAsync($"/v1/{resource}", lines, "application/x-ndjson");
        var fromTable = await app.PostAsync($"/v1/{resource}", table, "text/csv");

        Assert.Equal("""{"received":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"stored":1,"errors":[]}""", WithoutVersion(fromJson));
        Assert.Equal(fromJson["version"], fromLines["version"]);
        Assert.Equal(fromLines.Json.ToJsonString(), fromTable.Json.ToJsonString());
        Assert.Equal("""{"received":1,"created":0,"updated":0,"unchanged":1,"rejected":0,"stored":1,"errors":[]}""", WithoutVersion(fromLines));

        // Other resources are written to the same service.
        static string WithoutVersion(Answer answer)
        {
            var json = answer.Json.DeepClone().AsObject();
            json.Remove("version");
            return json.ToJsonString();
        }
    }

    [Theory]
    [InlineData("calendars")]
    [InlineData("sla-policies")]
    [InlineData("targets")]
    public async Task Examples_of_settings_are_accepted(string kind)
    {
        var example = _document["paths"]![$"/v1/{kind}/{{id}}"]!["put"]!["requestBody"]!["content"]!["application/json"]!["examples"]!["setting"]!["value"];
        Assert.Equal(201, (await written.App.PutAsync($"/v1/{kind}/example", example!.ToJsonString())).Status);
    }

    [Fact]
    public async Task Swagger_page_asks_no_other_host()
    {
        foreach (var file in (string[])["index.html", "index.js"])
        {
            var text = await _client.GetStringAsync("/swagger/" + file);
            Assert.DoesNotContain("src=\"http", text, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"http", text, StringComparison.Ordinal);
            Assert.DoesNotContain("validatorUrl\":\"http", text, StringComparison.Ordinal);
        }
    }

    private IEnumerable<string> Required(string component) => (_document["components"]!["schemas"]![component]!["required"]?.AsArray() ?? []).Select(name => (string)name!);

    private IEnumerable<(string Path, string Method, JsonNode Operation)> Calls() =>
        from path in _document["paths"]!.AsObject()
        from call in path.Value!.AsObject()
        select (path.Key, call.Key, call.Value!);
}

/// <summary>The document of a service that nobody writes to.</summary>
public sealed class ServedDocument : SharedApp
{
    internal JsonNode Document { get; private set; } = null!;

    private protected override async Task<KpiApp> StartAsync()
    {
        var app = await KpiApp.StartAsync();
        Document = JsonNode.Parse(await app.Http.GetStringAsync(OpenApiDocumentText.Path))!;
        return app;
    }
}

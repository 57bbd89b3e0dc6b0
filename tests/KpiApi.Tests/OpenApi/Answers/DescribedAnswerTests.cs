using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace KpiApi.Tests.OpenApi.Answers;

/// <summary>What the validator of all answers notices, on a document of one call.</summary>
public sealed class DescribedAnswerTests
{
    private static readonly DescribedApi s_api = new("""
        { "paths": { "/v1/pets/{id}": { "get": { "responses": {
            "200": { "headers": { "ETag": { "$ref": "#/components/headers/Tag" } },
                     "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } }, "text/csv": { "schema": { "type": "string" } } } },
            "304": {},
            "404": { "$ref": "#/components/responses/Missing" } } } } },
          "components": {
            "headers": { "Tag": { "required": true, "schema": { "type": "string" } } },
            "responses": { "Missing": { "content": { "application/problem+json": { "schema": { "type": "object" } } } } },
            "schemas": { "Pet": { "type": "object", "required": ["name"], "additionalProperties": false,
                                  "properties": { "name": { "type": "string" }, "bornAt": { "type": ["null", "string"], "format": "date-time" } } } } } }
        """);

    [Theory]
    [InlineData("{\"name\":\"Rex\",\"bornAt\":null}", 0)]
    [InlineData("{\"name\":\"Rex\",\"bornAt\":\"2026-01-01T00:00:00+01:00\"}", 0)]
    [InlineData("{\"name\":null}", 1)]
    [InlineData("{}", 1)]
    [InlineData("{\"name\":\"Rex\",\"age\":3}", 1)]
    [InlineData("{\"name\":\"Rex\",\"bornAt\":\"yesterday\"}", 1)]
    public void Body_that_the_schema_does_not_allow_is_a_problem(string body, int problems) =>
        Assert.Equal(problems, Problems(200, body, "application/json", "\"1\"").Count());

    [Theory]
    [InlineData(200, "text/csv", "\"1\"", 0)]
    [InlineData(200, "text/plain", "\"1\"", 1)]
    [InlineData(200, "text/csv", null, 1)]
    [InlineData(404, "application/problem+json", null, 0)]
    [InlineData(404, "application/problem+json", "\"1\"", 1)]
    public void Media_type_or_header_that_differs_is_a_problem(int status, string type, string? tag, int problems) =>
        Assert.Equal(problems, Problems(status, "{}", type, tag).Count());

    [Fact]
    public void Status_path_or_method_that_is_not_described_is_not_found()
    {
        Assert.Null(s_api.Find(HttpMethod.Get, "/v1/pets/1")!.Answer(500));
        Assert.Null(s_api.Find(HttpMethod.Put, "/v1/pets/1"));
        Assert.Null(s_api.Find(HttpMethod.Get, "/v1/pets"));
    }

    private static IEnumerable<string> Problems(int status, string body, string type, string? tag)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (tag is not null) response.Headers.ETag = EntityTagHeaderValue.Parse(tag);
        return [.. s_api.Find(HttpMethod.Get, "/v1/pets/1")!.Answer(status)!.Problems(response, Encoding.UTF8.GetBytes(body))];
    }
}

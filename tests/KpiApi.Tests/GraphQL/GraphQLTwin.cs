using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KpiApi.Tests.GraphQL;

/// <summary>
/// Asks again by GraphQL whatever is read by REST, and fails the test when the two differ in one letter of a number or one code of an
/// error. Tests of what both can tell read by <see cref="KpiApp.Both"/>; <see cref="ParityTests"/> see that nothing is left out.
/// </summary>
internal sealed class GraphQLTwin(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Attempts = 3;

    private int _compared;
    private int _moved;

    /// <summary>Fails when data came in between at each comparison, so that nothing was ever compared.</summary>
    public void AssertSomethingWasCompared() =>
        Assert.True(_moved == 0 || _compared > 0, $"{_moved} answers of REST were not compared with GraphQL's: the data moved on each time.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(request, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (TwinQuestion.Of(request, body, out _) is { } question && IsOfReading(response) && !HasKey(request.RequestUri!))
            await CompareAsync(question, request.Headers, await AnswerAsync(response, cancellationToken), cancellationToken);
        return response;
    }

    /// <summary>Refused before anything is read of the question.</summary>
    private static bool HasKey(Uri address) => address.Query.Contains("kpi_", StringComparison.Ordinal);

    /// <summary>Those that say something about the data or the question. A service that is busy, loading or refuses the form says neither.</summary>
    private static bool IsOfReading(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotModified or HttpStatusCode.BadRequest or HttpStatusCode.NotFound;

    private async Task CompareAsync(TwinQuestion question, HttpRequestHeaders asker, (int Status, JsonNode? Json) rest, CancellationToken cancel)
    {
        var schema = await TwinSchema.OfAsync(query => AskAsync(question, asker, query, [], cancel));
        // Tables, flat rows and "not modified" are other forms of an answer that is then asked for as JSON.
        if (rest.Json is null || (rest.Json["rows"] is JsonArray { Count: > 0 } rows && rows[0]!["values"] is null))
            rest = await AgainAsync(question, asker, cancel);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var graph = await AskAsync(question, asker, question.Document(schema), question.Variables, cancel);
            // A key with few requests left has none for a comparison.
            if (graph.Status == (int)HttpStatusCode.TooManyRequests)
                return;
            if (TwinAnswer.Difference(question, schema, rest, graph) is not { } difference)
            {
                Interlocked.Increment(ref _compared);
                return;
            }
            // What REST itself tells otherwise by now has changed in between.
            var again = await AgainAsync(question, asker, cancel);
            Assert.False(TwinAnswer.IsSame(question, rest, again), $"GraphQL differs from REST: {question.Path}\n{question.Variables.ToJsonString()}\n{difference}");
            rest = again;
        }
        Interlocked.Increment(ref _moved);
    }

    private async Task<(int Status, JsonNode? Json)> AgainAsync(TwinQuestion question, HttpRequestHeaders asker, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(question.Body is null ? HttpMethod.Get : HttpMethod.Post, question.Path);
        request.Content = question.Body is null ? null : Json(question.Body);
        request.Headers.Accept.Add(new("application/json"));
        CopyKey(asker, request.Headers);
        using var response = await base.SendAsync(request, cancel);
        return await AnswerAsync(response, cancel);
    }

    private async Task<(int Status, JsonNode? Json)> AskAsync(TwinQuestion question, HttpRequestHeaders asker, string document, JsonObject variables, CancellationToken cancel)
    {
        var body = new JsonObject { ["query"] = document, ["variables"] = variables.DeepClone() };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(question.Path, "/graphql")) { Content = Json(body) };
        request.Headers.Accept.Add(new("application/graphql-response+json"));
        CopyKey(asker, request.Headers);
        using var response = await base.SendAsync(request, cancel);
        return await AnswerAsync(response, cancel);
    }

    private static void CopyKey(HttpRequestHeaders from, HttpRequestHeaders to)
    {
        foreach (var header in from.Where(header => header.Key is "Authorization" or "X-Api-Key")) to.TryAddWithoutValidation(header.Key, header.Value);
    }

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static async Task<byte[]?> BodyAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (request.Content is null || !TwinQuestion.IsPost(request))
            return null;
        await request.Content.LoadIntoBufferAsync(cancel);
        return await request.Content.ReadAsByteArrayAsync(cancel);
    }

    /// <summary>No JSON when the answer has another form, or none.</summary>
    private static async Task<(int Status, JsonNode? Json)> AnswerAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await response.Content.LoadIntoBufferAsync(cancel);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return ((int)response.StatusCode, isJson ? JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel)) : null);
    }
}

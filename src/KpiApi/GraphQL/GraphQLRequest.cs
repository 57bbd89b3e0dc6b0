using System.Buffers;
using System.Text;
using System.Text.Json;
using GraphQL;
using Microsoft.Net.Http.Headers;

namespace KpiApi.GraphQL;

/// <summary>The parameters of a request: from the query string of a GET or the JSON object of a POST.</summary>
/// <param name="Query">The document; may be missing when there is a hash.</param>
/// <param name="Hash">SHA-256 of the document in lower-case hexadecimal digits, for a document sent before (Apollo's APQ).</param>
internal sealed record GraphQLRequest(string? Query, string? OperationName, Inputs Variables, string? Hash)
{
    /// <summary>A name given twice means two things, so it means none.</summary>
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="RefusedRequestException">It cannot be one.</exception>
    public static async Task<GraphQLRequest> ReadAsync(HttpRequest http, int maxBytes, CancellationToken cancel)
    {
        try
        {
            if (!HttpMethods.IsGet(http.Method))
                return Of(JsonElement.Parse(await BodyAsync(http, maxBytes, cancel), s_strict));
            if (http.QueryString.Value?.Length > maxBytes)
                throw new RefusedRequestException(StatusCodes.Status414UriTooLong, "The query string is too long; send a POST.", "body_too_large");
            return Of(http.Query["query"], http.Query["operationName"], Json(http.Query["variables"]), Json(http.Query["extensions"]));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new RefusedRequestException(StatusCodes.Status400BadRequest,
                "This is no JSON object with query and operationName, which are texts, and variables and extensions, which are objects; or a name is in it twice.");
        }
        catch (BadHttpRequestException wrong)
        {
            throw new RefusedRequestException(wrong.StatusCode, "The body is too large, or broken off.",
                wrong.StatusCode == StatusCodes.Status413PayloadTooLarge ? "body_too_large" : RefusedRequestException.BadRequest);
        }
    }

    private static async Task<byte[]> BodyAsync(HttpRequest http, int maxBytes, CancellationToken cancel)
    {
        var isJson = MediaTypeHeaderValue.TryParse(http.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
            throw new RefusedRequestException(StatusCodes.Status415UnsupportedMediaType, "Content-Type must be application/json, in UTF-8.");
        while (true)
        {
            var read = await http.BodyReader.ReadAsync(cancel);
            var (isLarge, body) = (Math.Max(read.Buffer.Length, http.ContentLength ?? 0) > maxBytes, read.IsCompleted ? read.Buffer.ToArray() : null);
            http.BodyReader.AdvanceTo(read.IsCompleted ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (isLarge)
                throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
            if (body is not null)
                return body;
        }
    }

    private static GraphQLRequest Of(JsonElement body) => body.ValueKind == JsonValueKind.Array
        ? throw new RefusedRequestException(StatusCodes.Status400BadRequest, "Send one request at a time; several fields of one document share one answer.", "batching_refused")
        : Of(Text(body, "query"), Text(body, "operationName"), Member(body, "variables"), Member(body, "extensions"));

    private static GraphQLRequest Of(string? query, string? operationName, JsonElement variables, JsonElement extensions)
    {
        var hash = extensions.ValueKind != JsonValueKind.Undefined && Member(extensions, "persistedQuery") is { ValueKind: not JsonValueKind.Undefined } persisted
            ? Text(persisted, "sha256Hash")?.ToLowerInvariant() : null;
        if (query is null && hash is null)
            throw new RefusedRequestException(StatusCodes.Status400BadRequest, "query is missing.");
        return new(query, operationName, variables.ValueKind == JsonValueKind.Undefined ? Inputs.Empty : new((Dictionary<string, object?>)Value(Object(variables))!), hash);
    }

    private static JsonElement Json(string? text) =>
        string.IsNullOrEmpty(text) || JsonElement.Parse(Encoding.UTF8.GetBytes(text), s_strict) is not { ValueKind: not JsonValueKind.Null } json ? default : Object(json);

    private static string? Text(JsonElement body, string name) => Member(body, name) is { ValueKind: not JsonValueKind.Undefined } text ? text.GetString() : null;

    /// <summary>Undefined for null, too.</summary>
    private static JsonElement Member(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;

    private static JsonElement Object(JsonElement json) => json.ValueKind == JsonValueKind.Object ? json : throw new JsonException();

    /// <summary>As the library's own reader makes them, but for whole numbers of any length, whose reading takes the square of it.</summary>
    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => Value(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt32(out var small) ? small : json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}

/// <summary>No request that could be executed.</summary>
internal sealed class RefusedRequestException(int status, string message, string code = RefusedRequestException.BadRequest) : Exception(message)
{
    public const string BadRequest = "bad_request";

    public int Status => status;

    public string Code => code;
}

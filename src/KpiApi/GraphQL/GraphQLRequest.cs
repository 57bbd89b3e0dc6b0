using System.Buffers;
using System.Text;
using System.Text.Json;
using GraphQL;

namespace KpiApi.GraphQL;

/// <summary>The parameters of a request: from the query string of a GET or the JSON object of a POST.</summary>
/// <param name="Query">The document; may be missing when there is a hash.</param>
/// <param name="Hash">SHA-256 of the document in lower-case hexadecimal digits, for a document sent before.</param>
internal sealed record GraphQLRequest(string? Query, string? OperationName, Inputs Variables, string? Hash)
{
    /// <summary>A name given twice means two things, so it means none.</summary>
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="FormatException">A parameter is wrong; the message says which.</exception>
    public static GraphQLRequest Of(IQueryCollection query) => Of(
        query["query"], query["operationName"], ObjectIn(query, "variables"), ObjectIn(query, "extensions"));

    /// <exception cref="FormatException">A parameter is wrong; the message says which.</exception>
    public static GraphQLRequest Of(JsonElement body) => Of(
        Text(body, "query"), Text(body, "operationName"), Object(body, "variables"), Object(body, "extensions"));

    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="BadHttpRequestException">It is larger than the limit, by its status code; or cannot be read.</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request, int limit, CancellationToken cancel)
    {
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancel);
            var (isLarge, json) = (Math.Max(result.Buffer.Length, request.ContentLength ?? 0) > limit, result.IsCompleted ? result.Buffer.ToArray() : null);
            request.BodyReader.AdvanceTo(result.IsCompleted ? result.Buffer.End : result.Buffer.Start, result.Buffer.End);
            if (isLarge)
                throw new BadHttpRequestException($"The body is larger than {limit} bytes.", StatusCodes.Status413PayloadTooLarge);
            if (json is not null)
                return Parse(json);
        }
    }

    private static GraphQLRequest Of(string? query, string? operationName, JsonElement variables, JsonElement extensions)
    {
        var hash = HashIn(extensions);
        if (query is null && hash is null)
            throw new FormatException("query is missing.");
        return new(query, operationName, Inputs(variables), hash);
    }

    private static Inputs Inputs(JsonElement variables)
    {
        try
        {
            return variables.ValueKind == JsonValueKind.Undefined ? global::GraphQL.Inputs.Empty : new Inputs((Dictionary<string, object?>)Value(variables)!);
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("A string in the variables is no valid Unicode text.");
        }
    }

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

    /// <exception cref="JsonException">It is no JSON, or a name in it is given twice or is no text.</exception>
    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonElement.Parse(json.Span, s_strict);
        }
        catch (InvalidOperationException half)
        {
            throw new JsonException("A name is no valid Unicode text.", half);
        }
    }

    private static string? Text(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new FormatException($"{name} must be a string.");
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{name} is no valid Unicode text.");
        }
    }

    private static JsonElement Object(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return default;
        return value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"{name} must be an object.");
    }

    private static JsonElement ObjectIn(IQueryCollection query, string name)
    {
        if (string.IsNullOrEmpty(query[name]))
            return default;
        try
        {
            var value = Parse(Encoding.UTF8.GetBytes(query[name].ToString()));
            return value.ValueKind switch
            {
                JsonValueKind.Object => value,
                JsonValueKind.Null => default,
                _ => throw new FormatException($"{name} must be a JSON object."),
            };
        }
        catch (JsonException)
        {
            throw new FormatException($"{name} must be a JSON object that names nothing twice.");
        }
    }

    private static string? HashIn(JsonElement extensions)
    {
        if (extensions.ValueKind != JsonValueKind.Object || !extensions.TryGetProperty("persistedQuery", out var persisted))
            return null;
        var isKnown = persisted.ValueKind == JsonValueKind.Object && persisted.TryGetProperty("version", out var version)
            && version.ValueKind == JsonValueKind.Number && version.GetRawText() == "1";
        return isKnown && Text(persisted, "sha256Hash") is { Length: 64 } hash
            ? hash.ToLowerInvariant()
            : throw new FormatException("extensions.persistedQuery must have version 1 and a sha256Hash of 64 digits.");
    }
}

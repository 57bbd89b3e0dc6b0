using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using KpiApi.GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace KpiApi.GraphQL.Http;

/// <summary>The parameters of a request: from the query string of a GET or the JSON object of a POST.</summary>
internal static class HttpRequestReader
{
    /// <summary>The caller disposes of the document when the request is answered: variables are read from it until then.</summary>
    /// <exception cref="BadHttpRequestException">The body is larger than the limit, by its status code; or can't be read.</exception>
    public static async ValueTask<JsonDocument> ReadBodyAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit) throw TooLarge(limit);
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellation);
            if (result.Buffer.Length > limit) throw TooLarge(limit);
            if (result.IsCompleted) return Parse(request.BodyReader, result.Buffer);
            request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <exception cref="FormatException">A parameter has the wrong type; the message says which.</exception>
    public static GraphQLRequest FromJson(JsonElement body)
    {
        var extensions = Object(body, "extensions");
        return new GraphQLRequest
        {
            Query = String(body, "query"),
            OperationName = String(body, "operationName"),
            Variables = Object(body, "variables"),
            PersistedHash = HashOf(extensions),
        };
    }

    /// <exception cref="FormatException">A parameter is no JSON object; the message says which.</exception>
    public static GraphQLRequest FromQuery(IQueryCollection query) => new()
    {
        Query = query["query"],
        OperationName = query["operationName"],
        Variables = Parse(query, "variables"),
        PersistedHash = HashOf(Parse(query, "extensions")),
        QueriesOnly = true,
    };

    private static JsonDocument Parse(PipeReader reader, ReadOnlySequence<byte> buffer)
    {
        try
        {
            // Copied, because the pipe takes its memory back.
            return JsonDocument.Parse(buffer.ToArray());
        }
        finally
        {
            reader.AdvanceTo(buffer.End);
        }
    }

    private static BadHttpRequestException TooLarge(int limit) =>
        new($"The body is larger than {limit} bytes.", StatusCodes.Status413PayloadTooLarge);

    private static string? String(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) throw new FormatException($"{name} must be a string.");
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
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return default;
        return value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"{name} must be an object.");
    }

    private static JsonElement Parse(IQueryCollection query, string name)
    {
        if (string.IsNullOrEmpty(query[name])) return default;
        try
        {
            var value = JsonElement.Parse(query[name].ToString());
            return value.ValueKind switch
            {
                JsonValueKind.Object => value,
                JsonValueKind.Null => default,
                _ => throw new FormatException($"{name} must be a JSON object."),
            };
        }
        catch (JsonException)
        {
            throw new FormatException($"{name} must be a JSON object.");
        }
    }

    private static string? HashOf(JsonElement extensions)
    {
        if (extensions.ValueKind != JsonValueKind.Object || !extensions.TryGetProperty("persistedQuery", out var persisted)) return null;
        var isKnown = persisted.ValueKind == JsonValueKind.Object
            && persisted.TryGetProperty("version", out var version)
            && version.ValueKind == JsonValueKind.Number
            && version.GetRawText() == "1";
        return isKnown && String(persisted, "sha256Hash") is { Length: 64 } hash
            ? hash.ToLowerInvariant()
            : throw new FormatException("extensions.persistedQuery must have version 1 and a sha256Hash of 64 digits.");
    }
}

using System.Text.Json;
using KpiApi.Hosting;
using KpiApi.Hosting.Limits;

namespace KpiApi.Ingest;

/// <summary>What a JSON body of one object or an array holds.</summary>
/// <param name="IsArray">Also one of one item.</param>
/// <param name="Received">How many items there were.</param>
/// <param name="Rows">The good ones.</param>
/// <param name="Rejected">The problems of each bad one.</param>
internal sealed record JsonBody<T>(bool IsArray, int Received, List<T> Rows, List<IReadOnlyList<ItemProblem>> Rejected)
{
    /// <summary>The place in the array of one of the good items, between which bad ones stand.</summary>
    public long IndexOf(int row)
    {
        long index = row;
        foreach (var problems in Rejected)
        {
            if (problems[0].Index > index) break;
            index++;
        }

        return index;
    }
}

internal static class JsonBody
{
    /// <summary>An object or an array of objects.</summary>
    /// <exception cref="RejectedBodyException">It is not JSON, or has more items than allowed.</exception>
    public static JsonBody<T> Read<T>(Contract<T> contract, ReadOnlySpan<byte> body, LimitsOptions limits, long latestMs, string? pathId = null)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.Options(limits));
            json.Read();
            var isArray = json.TokenType == JsonTokenType.StartArray && pathId is null;
            var read = new JsonBody<T>(isArray, 0, [], []);
            var items = new ItemReader<T>(contract, limits, latestMs);
            if (!isArray) read = ReadItem(items, ref json, body, read, null, pathId);
            else
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    if (read.Received == limits.MaxItems) throw TooMany(limits.MaxItems);
                    read = ReadItem(items, ref json, body, read, read.Received, null);
                }

            json.Read();
            return read;
        }
        catch (JsonException malformed)
        {
            throw new RejectedBodyException(StatusCodes.Status400BadRequest, Malformed(malformed, body, limits));
        }
    }

    /// <exception cref="RejectedBodyException">It is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, LimitsOptions limits, bool allowDuplicates = true)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = limits.MaxJsonDepth, AllowDuplicateProperties = allowDuplicates });
        }
        catch (JsonException malformed)
        {
            throw new RejectedBodyException(StatusCodes.Status400BadRequest, Malformed(malformed, body.Span, limits));
        }
    }

    /// <summary>What is read from a document that may have half of a surrogate pair, or a byte that is no UTF-8: it tells only when a text is asked for.</summary>
    public static T Texts<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new RejectedBodyException(StatusCodes.Status400BadRequest, new("invalid_utf8", "A string of the body is not valid UTF-8, or has half of a surrogate pair, which is no character."));
        }
    }

    private static RequestError Malformed(JsonException malformed, ReadOnlySpan<byte> body, LimitsOptions limits) => JsonDepth.IsExceeded(body, limits)
        ? JsonDepth.Error("The body", limits)
        : new("malformed_json", $"The body is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}. {Reason(malformed)}");

    /// <summary>In words of our own: the framework's speak of its readers and their options.</summary>
    public static string Reason(JsonException malformed) => malformed.Message switch
    {
        var told when Says(told, "trailing comma") => "A comma stands before the end of a list or an object.",
        var told when Says(told, "after a single JSON value", "additional") => "Something follows after its end.",
        var told when Says(told, "within a JSON string", "escap", "hex digit") => "A string has a character that has to be escaped, or an escape that there is none of.",
        var told when Says(told, "property name", "StartOfPropertyName") => "The name of a member is wanted there, in quotes.",
        var told when Says(told, "end of data", "depth", "incomplete", "tokens") => "It ends before it is complete.",
        _ => "The character there does not belong.",
    };

    private static bool Says(string told, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (told.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static RejectedBodyException TooMany(int limit) => new(StatusCodes.Status413PayloadTooLarge,
        new("too_many_items", $"An array can have {limit} items; send more as application/x-ndjson, which may have any length."));

    private static JsonBody<T> ReadItem<T>(
        ItemReader<T> items, ref Utf8JsonReader json, ReadOnlySpan<byte> body, JsonBody<T> read, long? index, string? pathId)
    {
        var problems = items.Read(ref json, body, index, pathId, out var row);
        if (problems.Count == 0) read.Rows.Add(row!);
        else read.Rejected.Add(problems);
        return read with { Received = read.Received + 1 };
    }
}

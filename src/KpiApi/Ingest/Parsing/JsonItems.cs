using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;

namespace KpiApi.Ingest.Parsing;

/// <summary>What a JSON body of one object or an array holds.</summary>
/// <param name="Received">How many items there were.</param>
/// <param name="Items">The good ones.</param>
/// <param name="Rejected">The problems of each bad one.</param>
internal sealed record JsonItems<T>(int Received, IncomingItems<T> Items, List<IReadOnlyList<RequestError>> Rejected);

internal static class JsonItems
{
    /// <summary>An object or an array of objects.</summary>
    /// <param name="pathId">Of one object that came under a path with its id.</param>
    /// <exception cref="RefusedException">It is not JSON, or has more items than allowed.</exception>
    public static JsonItems<T> Read<T>(ItemReader<T> items, ReadOnlySpan<byte> body, LimitsOptions limits, string? pathId = null)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.Options(limits));
            json.Read();
            var isArray = json.TokenType == JsonTokenType.StartArray && pathId is null;
            var read = new JsonItems<T>(0, new(items.Contract), []);
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
            throw new RefusedException(StatusCodes.Status400BadRequest, JsonBody.Malformed(malformed, body, limits));
        }
    }

    public static RefusedException TooMany(int limit) => new(StatusCodes.Status413PayloadTooLarge,
        new("too_many_items", $"An array can have {limit} items; send more as application/x-ndjson, which may have any length."));

    private static JsonItems<T> ReadItem<T>(
        ItemReader<T> items, ref Utf8JsonReader json, ReadOnlySpan<byte> body, JsonItems<T> read, long? index, string? pathId)
    {
        var problems = items.Read(ref json, body, index, pathId, out var item);
        if (problems.Count == 0) read.Items.Add(item, index);
        else read.Rejected.Add(problems);
        return read with { Received = read.Received + 1 };
    }
}

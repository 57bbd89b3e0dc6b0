using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Ingest.Parsing;

/// <summary>What a JSON body of one object or an array holds.</summary>
/// <param name="IsArray">Also one of one item.</param>
/// <param name="Received">How many items there were.</param>
/// <param name="Rows">The good ones.</param>
/// <param name="Rejected">The problems of each bad one.</param>
internal sealed record JsonItems<T>(bool IsArray, int Received, List<T> Rows, List<IReadOnlyList<RequestError>> Rejected)
{
    /// <summary>The place in the array of one of the good items, between which bad ones stand.</summary>
    public long IndexOf(int row)
    {
        long index = row;
        foreach (var problems in Rejected)
        {
            if (problems[0].Item?.Index > index) break;
            index++;
        }

        return index;
    }
}

internal static class JsonItems
{
    /// <summary>An object or an array of objects.</summary>
    /// <exception cref="RefusedException">It is not JSON, or has more items than allowed.</exception>
    public static JsonItems<T> Read<T>(Contract<T> contract, ReadOnlySpan<byte> body, LimitsOptions limits, long latestMs, string? pathId = null)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.Options(limits));
            json.Read();
            var isArray = json.TokenType == JsonTokenType.StartArray && pathId is null;
            var read = new JsonItems<T>(isArray, 0, [], []);
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
            throw new RefusedException(StatusCodes.Status400BadRequest, JsonBody.Malformed(malformed, body, limits));
        }
    }

    private static RefusedException TooMany(int limit) => new(StatusCodes.Status413PayloadTooLarge,
        new("too_many_items", $"An array can have {limit} items; send more as application/x-ndjson, which may have any length."));

    private static JsonItems<T> ReadItem<T>(
        ItemReader<T> items, ref Utf8JsonReader json, ReadOnlySpan<byte> body, JsonItems<T> read, long? index, string? pathId)
    {
        var problems = items.Read(ref json, body, index, pathId, out var row);
        if (problems.Count == 0) read.Rows.Add(row!);
        else read.Rejected.Add(problems);
        return read with { Received = read.Received + 1 };
    }
}

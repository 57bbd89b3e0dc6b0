using System.Text.Json;
using KpiApi.Hosting;

namespace KpiApi.Ingest;

/// <summary>What a JSON body of one object or an array holds.</summary>
/// <param name="IsArray">Also one of one item.</param>
/// <param name="Received">How many items there were.</param>
/// <param name="Rows">The good ones.</param>
/// <param name="Rejected">The problems of each bad one.</param>
internal sealed record JsonBody<T>(bool IsArray, int Received, List<T> Rows, List<IReadOnlyList<ItemProblem>> Rejected);

internal static class JsonBody
{
    public const int MaxItems = 10_000;

    /// <summary>An object or an array of objects.</summary>
    /// <exception cref="RejectedBodyException">It is not JSON, or has more items than <see cref="MaxItems"/>.</exception>
    public static JsonBody<T> Read<T>(Contract<T> contract, ReadOnlySpan<byte> body, string? pathId = null)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            json.Read();
            var isArray = json.TokenType == JsonTokenType.StartArray && pathId is null;
            var read = new JsonBody<T>(isArray, 0, [], []);
            var items = new ItemReader<T>(contract);
            if (!isArray) read = ReadItem(items, ref json, body, read, null, pathId);
            else
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    read = ReadItem(items, ref json, body, read, read.Received, null);
            json.Read();
            return read;
        }
        catch (JsonException malformed)
        {
            throw new RejectedBodyException(StatusCodes.Status400BadRequest, Malformed(malformed));
        }
    }

    public static RequestError Malformed(JsonException malformed) =>
        new("malformed_json", $"The body is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}. {Reason(malformed)}");

    /// <summary>The framework's sentence, without the position that it ends with and counts from 0.</summary>
    public static string Reason(JsonException malformed) =>
        malformed.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0];

    private static JsonBody<T> ReadItem<T>(
        ItemReader<T> items, ref Utf8JsonReader json, ReadOnlySpan<byte> body, JsonBody<T> read, long? index, string? pathId)
    {
        if (read.Received == MaxItems)
            throw new RejectedBodyException(StatusCodes.Status413PayloadTooLarge,
                new("too_many_items", $"An array can have {MaxItems} items; send more as application/x-ndjson, which may have any length."));
        var problems = items.Read(ref json, body, index, pathId, out var row);
        if (problems.Count == 0) read.Rows.Add(row!);
        else read.Rejected.Add(problems);
        return read with { Received = read.Received + 1 };
    }
}

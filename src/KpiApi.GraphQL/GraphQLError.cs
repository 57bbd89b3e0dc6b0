using System.Text.Json;
using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL;

/// <summary>One entry of <c>errors</c>. A path holds strings for fields and ints for positions in lists.</summary>
public sealed record GraphQLError(string Code, string Message)
{
    public IReadOnlyList<SourceLocation> Locations { get; init; } = [];

    public IReadOnlyList<object>? Path { get; init; }

    /// <summary>Written into <c>extensions</c> beside <c>code</c>; values may be anything System.Text.Json can write.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("message", Message);
        if (Locations.Count > 0)
        {
            writer.WriteStartArray("locations");
            foreach (var (line, column) in Locations)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line", line);
                writer.WriteNumber("column", column);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        WritePath(writer);
        writer.WriteStartObject("extensions");
        writer.WriteString("code", Code);
        foreach (var (key, value) in Extensions ?? new Dictionary<string, object?>())
        {
            writer.WritePropertyName(key);
            JsonSerializer.Serialize(writer, value, JsonSerializerOptions.Web);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WritePath(Utf8JsonWriter writer)
    {
        if (Path is null) return;
        writer.WriteStartArray("path");
        foreach (var step in Path)
        {
            if (step is int index) writer.WriteNumberValue(index);
            else writer.WriteStringValue((string)step);
        }

        writer.WriteEndArray();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace KpiApi.Http.Errors;

/// <summary>One mistake in what was sent. Who finds it says what is wrong; who knows where the value stood adds that by <c>with</c>.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Message">For people.</param>
/// <param name="Nearest">The valid word that is likest.</param>
[JsonConverter(typeof(Converter))]
internal sealed record RequestError(string Code, string Message, string? Nearest = null)
{
    public const int MaxValueLength = 200;

    /// <summary>Of the query string, the path or the headers.</summary>
    public string? Parameter { get; init; }

    /// <summary>RFC 6901, within the body or within the item.</summary>
    public string? Pointer { get; init; }

    /// <summary>Null when the request is wrong, and not an item in it.</summary>
    public ItemPlace? Item { get; init; }

    /// <summary>Of a table, from 1, where the item's row begins; the header is in the first.</summary>
    public long? Line { get; init; }

    /// <summary>Of a table, as its header names it.</summary>
    public string? Column { get; init; }

    /// <summary>As it was sent, shortened when long.</summary>
    public object? Value { get; init; }

    public static string Shorten(string text) => text.Length <= MaxValueLength ? text : text[..(MaxValueLength - 1)] + "…";

    /// <summary>An error of an item begins with the item and always has a pointer, which is empty for the whole item; other members are left out when null.</summary>
    private sealed class Converter : JsonConverter<RequestError>
    {
        public override RequestError Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, RequestError value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            if (value.Item is { } item)
            {
                if (item.Index is { } index) writer.WriteNumber("index", index);
                Write(writer, "id", item.Id);
                if (value.Line is { } line) writer.WriteNumber("line", line);
                Write(writer, "column", value.Column);
                writer.WriteString("pointer", value.Pointer ?? "");
            }

            writer.WriteString("code", value.Code);
            writer.WriteString("message", value.Message);
            if (value.Item is null)
            {
                Write(writer, "parameter", value.Parameter);
                Write(writer, "pointer", value.Pointer);
            }

            if (value.Value is { } sent)
            {
                writer.WritePropertyName("value");
                JsonSerializer.Serialize(writer, sent, sent.GetType(), options);
            }

            Write(writer, "nearest", value.Nearest);
            writer.WriteEndObject();
        }

        private static void Write(Utf8JsonWriter writer, string name, string? text)
        {
            if (text is not null) writer.WriteString(name, text);
        }
    }
}

/// <param name="Index">Of the item in its batch, from 0; null when it came alone.</param>
/// <param name="Id">Null when it has none that can be read.</param>
internal readonly record struct ItemPlace(long? Index, string? Id = null);

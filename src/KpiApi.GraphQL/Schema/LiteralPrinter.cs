using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KpiApi.GraphQL.Schema;

/// <summary>Writes a default value of C# as a document would.</summary>
internal static class LiteralPrinter
{
    public static string Print(object? value, GraphType type) => (value, type.Nullable) switch
    {
        (null, _) => "null",
        (IEnumerable items, ListType list) when value is not string =>
            $"[{string.Join(", ", items.Cast<object?>().Select(item => Print(item, list.Item)))}]",
        (_, ListType list) => Print(value, list.Item),
        (_, EnumType leaf) => Json(value, leaf).Trim('"'),
        (_, LeafType leaf) => Json(value, leaf),
        (_, var other) => throw new InvalidOperationException($"A default value of type {other} can't be printed."),
    };

    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Json(object value, LeafType leaf)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        leaf.Write(writer, value);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

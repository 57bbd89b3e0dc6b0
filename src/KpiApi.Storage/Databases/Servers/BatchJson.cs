using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>Rows as the one parameter that a batch travels in: an array of objects, without what is null.</summary>
internal static class BatchJson
{
    /// <summary>The member beside the columns: which row it is, from 0.</summary>
    public const string Place = "Place";

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of<T>(StoreTable<T> table, IEnumerable<T> rows)
    {
        var names = table.Columns.Select(column => JsonEncodedText.Encode(column.Name)).ToArray();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            var place = 0;
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteNumber(Place, place++);
                for (var index = 0; index < names.Length; index++) Write(json, names[index], table.Columns[index], row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write<T>(Utf8JsonWriter json, JsonEncodedText name, Column<T> column, T row)
    {
        if (column.Text is { } text)
        {
            if (text(row) is { } value) json.WriteString(name, value);
        }
        else if (column.Integer is { } integer)
        {
            if (integer(row) is { } value) json.WriteNumber(name, value);
        }
        else if (column.Real!(row) is { } value)
        {
            json.WriteNumber(name, value);
        }
    }
}

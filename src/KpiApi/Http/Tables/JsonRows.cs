using System.Text.Encodings.Web;
using System.Text.Json;
using KpiApi.Engine.Model;

namespace KpiApi.Http.Tables;

/// <summary>Rows of a table as JSON objects, a member a column, null for no value.</summary>
internal sealed class JsonRows(IReadOnlyList<TableColumn> columns, TableForm form)
{
    /// <summary>Names of customers' channels stay readable; the answer is JSON, never embedded in a page.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly JsonEncodedText[] _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name, Options.Encoder))];

    public void Write(Utf8JsonWriter json, TableBatch batch, int row)
    {
        json.WriteStartObject();
        for (var i = 0; i < _names.Length; i++)
            WriteMember(json, _names[i], batch[i], row);
        json.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter json, JsonEncodedText name, ColumnValues values, int row)
    {
        if (values.Column.Type == ColumnType.Tags)
        {
            WriteTags(json, name, values.Texts[row]);
            return;
        }
        if (values.IsNullAt(row))
        {
            json.WriteNull(name);
            return;
        }
        switch (values.Column.Type)
        {
            case ColumnType.Text:
                json.WriteString(name, values.Texts[row]);
                break;
            case ColumnType.Flag:
                json.WriteBoolean(name, values.Longs[row] != 0);
                break;
            case ColumnType.Integer:
                json.WriteNumber(name, values.Longs[row]);
                break;
            case ColumnType.Duration when form.Durations != DurationUnit.Hms:
                json.WriteNumber(name, CellText.In(form.Durations ?? DurationUnit.Seconds, values.Numbers[row]));
                break;
            case ColumnType.Number:
                json.WriteNumber(name, values.Numbers[row]);
                break;
            default:
                WriteText(json, name, values, row);
                break;
        }
    }

    private static void WriteTags(Utf8JsonWriter json, JsonEncodedText name, string? tags)
    {
        json.WriteStartArray(name);
        foreach (var tag in TagText.Parse(tags))
            json.WriteStringValue(tag);
        json.WriteEndArray();
    }

    /// <summary>What JSON has only as text.</summary>
    private static void WriteText(Utf8JsonWriter json, JsonEncodedText name, ColumnValues values, int row)
    {
        Span<byte> text = stackalloc byte[CellText.MaxBytes];
        var length = values.Column.Type switch
        {
            ColumnType.Date => CellText.WriteDate(text, values.Longs[row]),
            ColumnType.Instant => CellText.WriteInstant(text, values.Longs[row], values.Column.Zone),
            _ => CellText.WriteHms(text, values.Numbers[row]),
        };
        json.WriteString(name, text[..length]);
    }
}

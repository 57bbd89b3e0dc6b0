using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KpiApi.GraphQL.Schema;

internal static class BuiltInScalars
{
    private static readonly JsonSerializerOptions AnyOptions =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ScalarType Int { get; } = new("Int")
    {
        Description = "A whole number between -2^31 and 2^31 - 1.",
        OnWrite = (writer, value) =>
            writer.WriteNumberValue(value is int number ? number : Convert.ToInt32(value, CultureInfo.InvariantCulture)),
        OnParse = (raw, isLiteral) => checked((int)Whole(raw, isLiteral, int.MinValue, int.MaxValue)),
    };

    public static ScalarType Long { get; } = new("Long")
    {
        Description = "A whole number between -2^63 and 2^63 - 1.",
        OnWrite = (writer, value) =>
            writer.WriteNumberValue(value is long number ? number : Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        OnParse = (raw, isLiteral) => Whole(raw, isLiteral, long.MinValue, long.MaxValue),
    };

    public static ScalarType Float { get; } = new("Float")
    {
        Description = "A number, with or without a fraction.",
        OnWrite = WriteFloat,
        OnParse = (raw, _) => raw is RawNumber number && double.IsFinite(FloatNumber.ToDouble(number.Text))
            ? new FloatNumber(number.Text)
            : throw new FormatException("it must be a number."),
    };

    public static ScalarType String { get; } = new("String")
    {
        Description = "Text of any Unicode characters.",
        OnWrite = (writer, value) => writer.WriteStringValue(value as string ?? Text(value)),
        OnParse = (raw, _) => raw as string ?? throw new FormatException("it must be a string."),
    };

    public static ScalarType Boolean { get; } = new("Boolean")
    {
        Description = "true or false.",
        OnWrite = (writer, value) => writer.WriteBooleanValue((bool)value),
        OnParse = (raw, _) => raw is bool ? raw : throw new FormatException("it must be true or false."),
    };

    public static ScalarType Id { get; } = new("ID")
    {
        Description = "A key, always written as a string; a whole number is taken as well.",
        OnWrite = (writer, value) => writer.WriteStringValue(value as string ?? Text(value)),
        OnParse = (raw, isLiteral) => raw switch
        {
            string text => text,
            RawNumber { IsFloat: false } number => number.Text,
            RawNumber number when !isLiteral
                && decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var whole)
                && decimal.IsInteger(whole) => Text(decimal.Truncate(whole)),
            _ => throw new FormatException("it must be a string or a whole number."),
        },
    };

    public static ScalarType DateTime { get; } = new("DateTime")
    {
        Description = "An instant, as ISO 8601 with an offset: 2026-01-31T09:30:00Z.",
        SpecifiedByUrl = "https://www.rfc-editor.org/rfc/rfc3339",
        OnWrite = (writer, value) =>
        {
            if (value is DateTimeOffset instant) writer.WriteStringValue(instant);
            else writer.WriteStringValue((DateTime)value);
        },
        OnParse = (raw, _) => raw is string text && IsoInstant.TryParse(text, out var instant)
            ? instant
            : throw new FormatException("it must be an instant with an offset, such as \"2026-01-31T09:30:00Z\"."),
    };

    public static ScalarType Date { get; } = new("Date")
    {
        Description = "A day, as ISO 8601: 2026-01-31.",
        SpecifiedByUrl = "https://www.rfc-editor.org/rfc/rfc3339",
        OnWrite = (writer, value) => writer.WriteStringValue(((DateOnly)value).ToString("O", CultureInfo.InvariantCulture)),
        OnParse = (raw, _) => raw is string text
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : throw new FormatException("it must be a day, such as \"2026-01-31\"."),
    };

    public static ScalarType Any { get; } = new("Any")
    {
        Description = "Any JSON value.",
        // Whole or not at all: a serializer that fails half-way would leave an answer that can't be finished.
        OnWrite = (writer, value) => writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), AnyOptions)),
        OnParse = (raw, _) => RawInput.Plain(raw),
    };

    /// <summary>Those of the specification, which every schema has.</summary>
    public static IReadOnlyList<ScalarType> Specified { get; } = [String, Int, Float, Boolean, Id];

    public static IReadOnlyList<ScalarType> All { get; } = [.. Specified, Long, DateTime, Date, Any];

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static void WriteFloat(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            default:
                var real = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                if (!double.IsFinite(real)) throw new InvalidOperationException("JSON has no way to write this number.");
                writer.WriteNumberValue(real);
                break;
        }
    }

    private static long Whole(object raw, bool isLiteral, long min, long max)
    {
        // Since JSON knows only numbers, 1.0 and 1e2 are whole there; in a document they are Floats.
        if (raw is RawNumber number && !(isLiteral && number.IsFloat)
            && decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && decimal.IsInteger(value) && value >= min && value <= max)
        {
            return (long)value;
        }

        throw new FormatException(FormattableString.Invariant($"it must be a whole number between {min} and {max}."));
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;
using KpiApi.Http;
using KpiApi.Ingest.Contracts;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NodaTime;

namespace KpiApi.Hooks.Maps;

/// <summary>
/// Values of help desks as values of ours: ids as numbers, seconds since 1970, "" for nothing, words in any case. What is not understood is passed on
/// as it is, so that the check of the item tells of it.
/// </summary>
/// <param name="zone">Of times without an offset; null leaves them as they are.</param>
internal sealed class MappedValues(MapWords words, DateTimeZone? zone)
{
    /// <summary>In milliseconds: smaller numbers are seconds. As seconds it is the year 5138, as milliseconds 1973.</summary>
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] s_spacedOffsets = ["yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss zz", "yyyy-MM-dd HH:mm:ss K", "ddd, dd MMM yyyy HH:mm:ss zzz"];

    /// <param name="member">Whose words they are.</param>
    /// <param name="clears">No value clears what is stored, and is not merely left out.</param>
    public void Write(Utf8JsonWriter json, Field field, string member, JToken? value, bool clears)
    {
        if (field.Kind == FieldKind.Tags && value is not (null or JObject))
        {
            WriteTags(json, field, value);
            return;
        }

        var text = value is JContainer ? null : State(member, value);
        if (value is JContainer container) WriteRaw(json, field, container);
        else if (text is not null) WriteText(json, field, text);
        else if (clears) json.WriteNull(field.Utf8Name);
    }

    /// <summary>Null for no value.</summary>
    public string? Word(string member, JToken? value)
    {
        if (Text(value) is not { } text) return null;
        return words.TryTranslate(member, text, out var known) ? known : text;
    }

    /// <summary>Of statuses, which are ours; the others keep the words of the help desk.</summary>
    public string? State(string member, JToken? value) => Word(member, value) is { } word ? member == "status" ? Choice(word) : word : null;

    /// <summary>Milliseconds since 1970; null for no value and for what is no moment.</summary>
    public long? Instant(JToken? value) => Text(value) is { } text && TryInstant(text, out var ms) ? ms : null;

    /// <summary>Numbers as their digits; "" is no value, and neither is null.</summary>
    public static string? Text(JToken? value) => value switch
    {
        null or { Type: JTokenType.Null or JTokenType.Undefined } => null,
        JValue { Type: JTokenType.String } text => string.IsNullOrWhiteSpace((string?)text) ? null : ((string)text!).Trim(),
        JValue { Type: JTokenType.Boolean } flag => (bool)flag ? "true" : "false",
        JValue { Type: JTokenType.Float, Value: double number } => number.ToString("0.################", CultureInfo.InvariantCulture),
        JValue number => Convert.ToString(number.Value, CultureInfo.InvariantCulture),
        _ => value.ToString(Formatting.None),
    };

    /// <summary>A list, or one text with commas between; without those that stand for nothing.</summary>
    private void WriteTags(Utf8JsonWriter json, Field field, JToken value)
    {
        var given = value is JArray list ? list.Select(Text) : (Text(value) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        json.WriteStartArray(field.Utf8Name);
        foreach (var tag in given)
        {
            if (tag is not null && (words.TryTranslate(field.Name, tag, out var known) ? known : tag) is { } kept) json.WriteStringValue(kept.Replace(TagText.Separator, '/'));
        }

        json.WriteEndArray();
    }

    private void WriteText(Utf8JsonWriter json, Field field, string text)
    {
        switch (field.Kind)
        {
            case FieldKind.Instant:
                json.WriteString(field.Utf8Name, TryInstant(text, out var ms) ? InstantText.Utc(ms) : text);
                break;
            case FieldKind.Choice:
                json.WriteString(field.Utf8Name, Choice(text));
                break;
            case FieldKind.Flag when Flag(text) is { } flag:
                json.WriteBoolean(field.Utf8Name, flag);
                break;
            case FieldKind.Whole or FieldKind.Seconds or FieldKind.Number or FieldKind.Money when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                json.WriteNumber(field.Utf8Name, number);
                break;
            default:
                json.WriteString(field.Utf8Name, text);
                break;
        }
    }

    /// <summary>What no field takes, for the check to say so.</summary>
    private static void WriteRaw(Utf8JsonWriter json, Field field, JToken value)
    {
        json.WritePropertyName(field.Utf8Name);
        json.WriteRawValue(value.ToString(Formatting.None));
    }

    /// <summary>Seconds or milliseconds since 1970, ISO 8601, and the like with a blank before the offset.</summary>
    private bool TryInstant(string text, out long ms)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < long.MaxValue / 1000)
        {
            ms = (long)(Math.Abs(number) < FirstMilliseconds ? number * 1000 : number);
            return true;
        }

        if (InstantReader.Read(Encoding.UTF8.GetBytes(text), zone, out ms) == InstantReading.Good) return true;
        var spaced = text.EndsWith(" UTC", StringComparison.Ordinal) ? text[..^4] + " +00:00" : text;
        if (!DateTimeOffset.TryParseExact(spaced, s_spacedOffsets, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)) return false;
        ms = moment.ToUnixTimeMilliseconds();
        return true;
    }

    private static string Choice(string text) => text.ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    private static bool? Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };
}

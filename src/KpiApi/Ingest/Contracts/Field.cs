using System.Text;
using System.Text.Json;
using KpiApi.Engine.Model;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

internal enum FieldKind : byte { Text, Choice, Instant, Flag, Whole, Seconds, Number, Money, Attributes, Tags }

/// <summary>
/// One member of a resource: a row of its contract, from which reading, checking, errors and the documents follow.
/// Its value is kept in an <see cref="ItemDraft"/> at <see cref="Index"/>.
/// </summary>
internal sealed record Field(string Name, FieldKind Kind, string Description, string Example)
{
    public bool Required { get; init; }

    /// <summary>Attributes: in a table the one whose column it is.</summary>
    public string? Attribute { get; init; }

    /// <summary>Text: in characters.</summary>
    public int MaxLength { get; init; } = 200;

    /// <summary>Text: few different values, so that one string can serve many items.</summary>
    public bool Repeats { get; init; }

    /// <summary>Text: may run over several lines.</summary>
    public bool Multiline { get; init; }

    /// <summary>Instant: has happened, so that one later than now is a mistake.</summary>
    public bool IsPast { get; init; }

    /// <summary>Instant: may be a date, which is the beginning of that day.</summary>
    public bool MayBeDay { get; init; }

    /// <summary>Text: an id, which a source may have as a whole number; it is kept as its digits.</summary>
    public bool MayBeNumber { get; init; }

    /// <summary>Names an agent, or may, as a comment does.</summary>
    public bool NamesAgent { get; init; }

    /// <summary>Choice: the values, in the order of the enum.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>Choice: of the enum, as the documents name it.</summary>
    public string? ChoiceName { get; init; }

    /// <summary>Whole, seconds, number and money: the bounds.</summary>
    public decimal Min { get; init; }
    public decimal Max { get; init; } = int.MaxValue;

    /// <summary>Number and money: how many digits after the point.</summary>
    public int Decimals { get; init; }

    /// <summary>As the documents say it; the contract applies it.</summary>
    public string? Default { get; init; }

    public int Index { get; set; }
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);
    public string Pointer => "/" + Name;

    public static Field Id(string description, string example) => new("id", FieldKind.Text, description, example) { Required = true, MayBeNumber = true };

    public static Field Text(string name, string description, string example) => new(name, FieldKind.Text, description, example);

    public static Field Word(string name, string description, string example) => Text(name, description, example) with { Repeats = true };

    /// <summary>The id of something else, of which many items may name the same.</summary>
    public static Field Reference(string name, string description, string example) => Word(name, description, example) with { MayBeNumber = true };

    /// <summary>An instant that is often the beginning of a day.</summary>
    public static Field Day(string name, string description, string example) => Instant(name, description, example) with { MayBeDay = true };

    public static Field Instant(string name, string description, string example) => new(name, FieldKind.Instant, description, example);

    public static Field Flag(string name, string description, string example) => new(name, FieldKind.Flag, description, example);

    public static Field Whole(string name, string description, string example) => new(name, FieldKind.Whole, description, example);

    /// <summary>An object of the attributes that are declared.</summary>
    public static Field Attributes(string description, string example) => new("attributes", FieldKind.Attributes, description, example);

    /// <summary>A list of different texts.</summary>
    public static Field Tags(string description, string example) => new("tags", FieldKind.Tags, description, example);

    /// <summary>A duration: up to a hundred years.</summary>
    public static Field Seconds(string name, string description, string example) =>
        new(name, FieldKind.Seconds, description, example) { Max = 3_155_760_000 };

    /// <summary>An amount: up to a hundred billion, so that ten thousand of them still add up exactly.</summary>
    public static Field Money(string name, string description, string example) =>
        new(name, FieldKind.Money, description, example) { Max = 100_000_000_000, Decimals = 4 };

    public static Field Choice<TEnum>(string name, string description, string example) where TEnum : struct, Enum =>
        new(name, FieldKind.Choice, description, example) { Choices = [.. Enum.GetNames<TEnum>().Select(SnakeCase)], ChoiceName = typeof(TEnum).Name };

    /// <summary>Writes a stored text as the JSON value of the field's kind: attributes are an object, tags a list.</summary>
    public void WriteText(Utf8JsonWriter json, string? stored)
    {
        if (Kind == FieldKind.Tags && stored is not null)
        {
            json.WriteStartArray();
            foreach (var tag in TagText.Parse(stored)) json.WriteStringValue(tag);
            json.WriteEndArray();
            return;
        }

        if (Kind != FieldKind.Attributes || stored is null)
        {
            json.WriteStringValue(stored);
            return;
        }

        json.WriteStartObject();
        foreach (var (id, value) in AttributeText.Parse(stored)!) json.WriteString(id, value);
        json.WriteEndObject();
    }

    /// <summary>Writes a stored whole number as the JSON value of the field's kind, by which it can be read again.</summary>
    public void WriteInteger(Utf8JsonWriter json, long? stored)
    {
        if (stored is not { } value) json.WriteNullValue();
        else
            switch (Kind)
            {
                case FieldKind.Choice: json.WriteStringValue(Choices[value]); break;
                case FieldKind.Instant: json.WriteStringValue(InstantText.Utc(value)); break;
                case FieldKind.Flag: json.WriteBooleanValue(value == 1); break;
                case FieldKind.Seconds: json.WriteNumberValue(value / 1000m); break;
                case FieldKind.Money: json.WriteNumberValue(value / (decimal)Engine.Model.Money.UnitsPerWhole); break;
                default: json.WriteNumberValue(value); break;
            }
    }

    /// <summary>The value of a slot as it would be sent; null for none.</summary>
    public object? ValueOf(in Slot slot) => slot.State != SlotState.Set ? null : Kind switch
    {
        FieldKind.Text => slot.Text,
        FieldKind.Attributes or FieldKind.Tags => RequestError.Shorten(slot.Text ?? ""),
        FieldKind.Choice => Choices[slot.Number],
        FieldKind.Instant => InstantText.Utc(slot.Number),
        FieldKind.Flag => slot.Number == 1,
        FieldKind.Seconds => slot.Number / 1000m,
        FieldKind.Money => slot.Number / (decimal)Engine.Model.Money.UnitsPerWhole,
        FieldKind.Number => slot.Real,
        _ => slot.Number,
    };

    private static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

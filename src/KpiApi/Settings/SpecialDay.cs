using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace KpiApi.Settings;

/// <summary>A day with hours of its own. In JSON a day that is closed is its date alone.</summary>
/// <param name="Date">2026-12-25, or --12-25 for each year.</param>
/// <param name="Hours">Empty on a day that is closed.</param>
[JsonConverter(typeof(Converter))]
internal sealed record SpecialDay(string Date, IReadOnlyList<HoursWindow> Hours)
{
    private const string Yearly = "--";

    private static readonly LocalDatePattern s_day = LocalDatePattern.Iso;
    private static readonly AnnualDatePattern s_eachYear = AnnualDatePattern.Iso;

    /// <summary>Null for a text that is no day of one year.</summary>
    public static LocalDate? Day(string text) => s_day.Parse(text) is { Success: true, Value: { Year: >= 1 and <= 9999 } day } ? day : null;

    /// <summary>Null for a text that is no day of each year. --02-29 is one, in leap years.</summary>
    public static AnnualDate? EachYear(string text) =>
        text.StartsWith(Yearly, StringComparison.Ordinal) && s_eachYear.Parse(text[Yearly.Length..]) is { Success: true, Value: var day } ? day : null;

    private sealed class Converter : JsonConverter<SpecialDay>
    {
        /// <summary>Bodies are read by <see cref="CalendarReader"/>.</summary>
        public override SpecialDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, SpecialDay value, JsonSerializerOptions options)
        {
            if (value.Hours.Count == 0)
            {
                writer.WriteStringValue(value.Date);
                return;
            }
            writer.WriteStartObject();
            writer.WriteString("date", value.Date);
            writer.WritePropertyName("hours");
            JsonSerializer.Serialize(writer, value.Hours, options);
            writer.WriteEndObject();
        }
    }
}

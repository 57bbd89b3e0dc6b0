using System.Text;
using KpiApi.Http;
using KpiApi.Http.Tables;
using NodaTime;

namespace KpiApi.Tests.Http.Tables;

/// <summary>Values written without a string of each say what the slow way says.</summary>
public sealed class CellTextTests
{
    [Fact]
    public void Instant_is_written_as_everywhere()
    {
        var random = new Random(20260101);
        string[] names = ["Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "UTC"];
        var zones = names.Select(name => DateTimeZoneProviders.Tzdb[name]).ToArray();
        for (var i = 0; i < 2_000; i++)
        {
            // From 1900 to 2100, some of them whole seconds.
            var ms = random.NextInt64(-2_208_988_800_000, 4_102_444_800_000);
            ms -= i % 3 == 0 ? ms % 1000 : 0;
            Assert.Equal(InstantText.Utc(ms), Text(span => CellText.WriteInstant(span, ms, null)));
            var zone = zones[i % zones.Length];
            Assert.Equal(InstantText.InZone(ms, zone), Text(span => CellText.WriteInstant(span, ms, zone)));
        }
    }

    [Theory]
    [InlineData("0", "0:00:00")]
    [InlineData("59.5", "0:01:00")]
    [InlineData("97509", "27:05:09")]
    [InlineData("-600", "-0:10:00")]
    [InlineData("-0.2", "0:00:00")]
    [InlineData("36000000", "10000:00:00")]
    public void Hms_is_hours_minutes_and_whole_seconds(string seconds, string text) =>
        Assert.Equal(text, Text(span => CellText.WriteHms(span, decimal.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData(DurationUnit.Seconds, "5400.5")]
    [InlineData(DurationUnit.Minutes, "90.0083")]
    [InlineData(DurationUnit.Hours, "1.5001")]
    internal void Unit_of_a_duration_is_rounded_to_four_decimals(DurationUnit unit, string number) =>
        Assert.Equal(number, Text(span => CellText.WriteNumber(span, CellText.In(unit, 5400.5m))));

    [Fact]
    public void Longest_values_fit()
    {
        Assert.Equal("-79228162514264337593543950335", Text(span => CellText.WriteNumber(span, decimal.MinValue)));
        Assert.Equal("-0.0000000000000000000000000001", Text(span => CellText.WriteNumber(span, -0.0000000000000000000000000001m)));
        Assert.Equal("9999-12-31", Text(span => CellText.WriteDate(span, 2_932_896)));
    }

    [Theory]
    [InlineData("de", ';', ',')]
    [InlineData("de-AT", ';', ',')]
    [InlineData("de_CH", ';', '.')]
    [InlineData("en", ',', '.')]
    [InlineData("en-GB", ',', '.')]
    [InlineData("es-MX", ',', '.')]
    [InlineData("pt-BR", ';', ',')]
    public void Spreadsheet_separates_as_its_locale_has_it(string locale, char separator, char point) =>
        Assert.Equal(new SpreadsheetLocale(separator, point), SpreadsheetLocale.Find(locale));

    [Fact]
    public void Locale_that_is_none_is_not_guessed() => Assert.Null(SpreadsheetLocale.Find("tlh"));

    [Fact]
    public void Names_of_columns_are_snake_case_and_unique()
    {
        var names = new TableNames();
        string[] given = ["activityType", "first_response_time:p90", "account_value", "account.value", "account:value"];
        Assert.Equal(["activity_type", "first_response_time_p90", "account_value", "account_value_2", "account_value_3"], given.Select(names.Unique));
    }

    private delegate int Write(Span<byte> text);

    private static string Text(Write write)
    {
        Span<byte> text = stackalloc byte[CellText.MaxBytes];
        return Encoding.ASCII.GetString(text[..write(text)]);
    }
}

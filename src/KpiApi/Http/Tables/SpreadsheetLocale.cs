namespace KpiApi.Http.Tables;

/// <summary>
/// What a spreadsheet takes for the end of a cell and for the decimal point, by its locale: where numbers have a comma, lists are separated by semicolons.
/// From the Unicode CLDR, and here rather than from the machine, which may have no locales or others.
/// </summary>
/// <param name="Separator">Between cells.</param>
/// <param name="Decimal">Of numbers.</param>
internal sealed record SpreadsheetLocale(char Separator, char Decimal)
{
    private static readonly SpreadsheetLocale s_comma = new(',', '.');
    private static readonly SpreadsheetLocale s_semicolon = new(';', ',');

    /// <summary>A decimal point, but lists with semicolons.</summary>
    private static readonly SpreadsheetLocale s_swiss = new(';', '.');

    private static readonly HashSet<string> s_withPoint = new(StringComparer.OrdinalIgnoreCase)
    {
        "en", "zh", "ja", "ko", "he", "hi", "th", "ms", "ga", "cy", "mt", "sw", "fil", "bn", "ta", "te", "mr", "gu", "pa", "ur",
    };

    private static readonly HashSet<string> s_withComma = new(StringComparer.OrdinalIgnoreCase)
    {
        "af", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fo", "fr", "gl", "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "lb", "lt", "lv",
        "mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "uz", "vi",
    };

    /// <summary>Countries that write numbers with a point, though most who speak the language do not.</summary>
    private static readonly HashSet<string> s_countriesWithPoint = new(StringComparer.OrdinalIgnoreCase)
    {
        "es-MX", "es-US", "es-GT", "es-HN", "es-NI", "es-PA", "es-PE", "es-PR", "es-SV", "es-DO",
    };

    /// <summary>Countries that write numbers with a comma, though most who speak the language do not.</summary>
    private static readonly HashSet<string> s_countriesWithComma = new(StringComparer.OrdinalIgnoreCase)
    {
        "en-ZA", "en-AT", "en-BE", "en-DE", "en-DK", "en-FI", "en-NL", "en-SE", "en-SI",
    };

    private static readonly HashSet<string> s_alpine = new(StringComparer.OrdinalIgnoreCase) { "de-CH", "de-LI", "it-CH", "en-CH" };

    /// <summary>Where no locale is named.</summary>
    public static SpreadsheetLocale Default => s_comma;

    /// <param name="name">A language, and perhaps a country: de, de-CH, pt_BR.</param>
    /// <returns>Null when the language is not known.</returns>
    public static SpreadsheetLocale? Find(string name)
    {
        var tag = name.Replace('_', '-');
        var language = tag.Split('-')[0];
        return s_alpine.Contains(tag) ? s_swiss
            : s_countriesWithPoint.Contains(tag) ? s_comma
            : s_countriesWithComma.Contains(tag) ? s_semicolon
            : s_withPoint.Contains(language) ? s_comma
            : s_withComma.Contains(language) ? s_semicolon
            : null;
    }
}

using System.Globalization;
using System.Text.Json;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

internal static class ReportReader
{
    private const int MaxIdLength = 100;

    /// <summary>The query is read where it is asked: what it may say depends on the data.</summary>
    public static ReportSetting Read(JsonMembers members)
    {
        // Part of an address that goes on behind it, and of file names.
        if (members.Id.Length is 0 or > MaxIdLength || members.Id[0] == '.' || members.Id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.')))
            members.Problem("id", "invalid_id", string.Create(CultureInfo.InvariantCulture, $"The id of a report has up to {MaxIdLength} letters, digits, '_', '-' and '.', and does not begin with a dot."), members.Id);
        return new(members.Id, members.RequiredText("name"), members.RequiredJsonObject("query") ?? default(JsonElement));
    }
}

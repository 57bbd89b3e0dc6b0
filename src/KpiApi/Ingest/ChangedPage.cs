using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Storage.Reading;

namespace KpiApi.Ingest;

/// <summary>Which page of a list in the order of change is asked for.</summary>
/// <param name="After">The place of the last item before it.</param>
internal sealed record ChangedPage(RowPlace After, int Limit)
{
    public const int MaxLimit = 1_000;
    public const int DefaultLimit = 100;

    private static readonly string[] s_names = [ReadEndpoints.UpdatedSince, "limit", "cursor"];

    /// <summary>To be used only when it found no errors.</summary>
    public static ChangedPage Read(IQueryCollection query, List<RequestError> errors)
    {
        foreach (var name in query.Keys.Except(s_names, StringComparer.Ordinal))
            errors.Add(new("unknown_parameter", $"There is no parameter '{name}'.", Nearest.To(name, s_names)) { Parameter = name });
        var after = RowPlace.After(Number(query, ReadEndpoints.UpdatedSince, 0, 0, long.MaxValue, errors));
        if (query.TryGetValue("cursor", out var cursor))
        {
            if (Parse(cursor.ToString()) is { } place) after = place;
            else errors.Add(new("invalid_value", "'cursor' is the 'nextCursor' of the page before, unchanged.") { Parameter = "cursor", Value = RequestError.Shorten(cursor.ToString()) });
        }

        return new(after, (int)Number(query, "limit", DefaultLimit, 1, MaxLimit, errors));
    }

    /// <summary>A whole number, or its default.</summary>
    public static long Number(IQueryCollection query, string name, long byDefault, long min, long max, List<RequestError> errors)
    {
        if (!query.TryGetValue(name, out var text)) return byDefault;
        if (text is [{ } one] && long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        var range = max == long.MaxValue ? "the 'version' of an answer" : string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}");
        errors.Add(new("invalid_value", $"'{name}' is {range}.") { Parameter = name, Value = RequestError.Shorten(text.ToString()) });
        return byDefault;
    }

    public static string Cursor(RowPlace place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Version} {place.Seq}")));

    private static RowPlace? Parse(string text) =>
        Base64Url.IsValid(text) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ') is [var version, var seq]
        && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            ? new(at, row)
            : null;
}

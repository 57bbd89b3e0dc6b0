using NodaTime;
using NodaTime.TimeZones;

namespace KpiApi.Engine.Calendars;

/// <summary>Time zones by the names that callers have: those of IANA, and those of Windows (Unicode's table of both comes with NodaTime).</summary>
public static class TimeZones
{
    private const string Utc = "UTC";

    /// <summary>What is shorter is as near to everything.</summary>
    private const int MinLetters = 3;

    private static readonly Dictionary<string, string> s_windows =
        new(TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping, StringComparer.OrdinalIgnoreCase);

    /// <summary>Abbreviations mean several zones; this is the one that the most people mean.</summary>
    private static readonly Dictionary<string, string> s_abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PST"] = "America/Los_Angeles",
        ["PDT"] = "America/Los_Angeles",
        ["MDT"] = "America/Denver",
        ["CDT"] = "America/Chicago",
        ["EDT"] = "America/New_York",
        ["BST"] = "Europe/London",
        ["CEST"] = "Europe/Berlin",
        ["EEST"] = "Europe/Athens",
        ["MSK"] = "Europe/Moscow",
        ["IST"] = "Asia/Kolkata",
        ["SGT"] = "Asia/Singapore",
        ["JST"] = "Asia/Tokyo",
        ["AEST"] = "Australia/Sydney",
        ["AEDT"] = "Australia/Sydney",
        ["NZDT"] = "Pacific/Auckland",
    };

    private static readonly ILookup<string, string> s_byCity = DateTimeZoneProviders.Tzdb.Ids.Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal))
        .ToLookup(id => id[(id.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when there is none.</summary>
    public static DateTimeZone? Find(string name) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) ?? (s_windows.TryGetValue(name, out var id) ? DateTimeZoneProviders.Tzdb[id] : null);

    /// <summary>What an unknown name was meant to be: by its letters, by the city alone, by an abbreviation, by a word of it; UTC when nothing is like it.</summary>
    public static string Nearest(string name)
    {
        if (s_abbreviations.TryGetValue(name, out var known))
            return known;
        if (name.Trim().Length < MinLetters)
            return Utc;
        if (name[0] is '+' or '-' && (Find(Utc + name) ?? Find(Utc + name.Insert(MinLetters, ":"))) is { } offset)
            return offset.Id;
        var city = name[(name.LastIndexOf('/') + 1)..].Trim().Replace(' ', '_');
        return Spelling.Nearest.To(name, DateTimeZoneProviders.Tzdb.Ids.Concat(s_windows.Keys))
            ?? (Spelling.Nearest.To(city, s_byCity.Select(cities => cities.Key)) is { } nearest ? s_byCity[nearest].First() : null)
            ?? WithTheSameWord(name)
            ?? Utc;
    }

    private static string? WithTheSameWord(string name) => name.Split((char[])[' ', '/', '_', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.Length is > 3 and < 64 && !word.Equals("time", StringComparison.OrdinalIgnoreCase))
        .Select(word => DateTimeZoneProviders.Tzdb.Ids.Concat(s_windows.Keys).FirstOrDefault(id => id.Contains(word, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(id => id is not null);
}

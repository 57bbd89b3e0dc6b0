using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

internal static class CalendarReader
{
    public static CalendarSetting Read(JsonMembers members) =>
        new(members.Id, ReadZone(members), ReadHours(members), ReadHolidays(members), ReadVersions(members));

    private static string ReadZone(JsonMembers members)
    {
        var zone = members.RequiredText("timeZone");
        if (zone.Length == 0) return zone;
        // By the IANA name from then on: Windows has another for the same.
        if (TimeZones.Find(zone) is { } known) return known.Id;
        members.Problem("timeZone", "unknown_time_zone", $"'{zone}' is no time zone; one is a name like Europe/Berlin.", zone, TimeZones.Nearest(zone));
        return zone;
    }

    private static WeekHours ReadHours(JsonMembers members)
    {
        var hours = members.RequiredObject("hours", WeekHours.DayNames);
        var days = WeekHours.DayNames.Select(day => ReadWindows(hours, day)).ToArray();
        if (hours.IsRead && days.All(day => day.Count == 0))
            members.Problem("hours", "empty", "hours has to have a window on one day at least: without any, no time would count.");
        return new(days[0], days[1], days[2], days[3], days[4], days[5], days[6]);
    }

    private static List<HoursWindow> ReadWindows(JsonMembers of, string name) =>
        [.. of.List(name).Select(window => of.Within(window.Value, window.Pointer, ["from", "to"])).Select(window => new HoursWindow(ReadTime(window, "from"), ReadTime(window, "to")))];

    private static string ReadTime(JsonMembers window, string name)
    {
        var text = window.RequiredText(name);
        if (text.Length == 0) return text;
        var minute = HoursWindow.Minute(text);
        if (minute is null || (name == "from" && minute == BusinessWindow.MinutesPerDay))
            window.Problem(name, "invalid_time", $"{name} has to be a time of the day like 09:00" + (name == "to" ? "; 24:00 is its end." : "."), text);
        return text;
    }

    private static List<SpecialDay> ReadHolidays(JsonMembers members)
    {
        var days = new SortedDictionary<string, SpecialDay>(StringComparer.Ordinal);
        foreach (var (value, pointer) in members.List("holidays"))
        {
            var holiday = value.ValueKind == JsonValueKind.Object ? ReadShortDay(members.Within(value, pointer, ["date", "hours"])) : ReadDay(members, value, pointer);
            if (holiday is null || days.TryAdd(holiday.Date, holiday)) continue;
            if (!days[holiday.Date].Hours.SequenceEqual(holiday.Hours))
                members.ProblemAt(pointer, "duplicate_date", $"{holiday.Date} is there already, with other hours.", holiday.Date);
        }

        return [.. days.Values];
    }

    /// <summary>A day on which the desk is closed.</summary>
    private static SpecialDay? ReadDay(JsonMembers members, JsonElement value, string pointer)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (IsHoliday(text)) return new(text, []);
        members.ProblemAt(pointer, "invalid_date", "A holiday has to be a date like 2026-12-25, or --12-25 for each year.", text);
        return null;
    }

    /// <summary>A day with hours of its own, or with none.</summary>
    private static SpecialDay? ReadShortDay(JsonMembers holiday)
    {
        var (date, hours) = (holiday.RequiredText("date"), ReadWindows(holiday, "hours"));
        if (date.Length == 0 || IsHoliday(date)) return date.Length == 0 ? null : new(date, hours);
        holiday.Problem("date", "invalid_date", "date has to be a date like 2026-12-24, or --12-24 for each year.", date);
        return null;
    }

    private static bool IsHoliday(string text) => SpecialDay.Day(text) is not null || SpecialDay.EachYear(text) is not null;

    private static List<CalendarVersion> ReadVersions(JsonMembers members)
    {
        var versions = new SortedDictionary<string, CalendarVersion>(StringComparer.Ordinal);
        foreach (var version in members.List("versions").Select(version => members.Within(version.Value, version.Pointer, ["from", "hours", "holidays"])))
        {
            var from = version.RequiredText("from");
            if (from.Length > 0 && SpecialDay.Day(from) is null)
                version.Problem("from", "invalid_date", "from has to be a date like 2026-07-01.", from);
            else if (version.IsRead && !version.Has("hours") && !version.Has("holidays"))
                version.ProblemAt(version.Pointer, "required", "A version has hours, or holidays, or both; what it leaves out stays as it was before.");
            else if (!versions.TryAdd(from, new(from, version.Has("hours") ? ReadHours(version) : null, version.Has("holidays") ? ReadHolidays(version) : null)))
                version.Problem("from", "duplicate_date", $"Another version begins on {from}.", from);
        }

        return [.. versions.Values];
    }
}

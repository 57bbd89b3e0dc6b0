using System.Globalization;
using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

internal static class CalendarReader
{
    public static CalendarSetting Read(JsonMembers members) =>
        new(members.Id, ReadZone(members), ReadHours(members), ReadHolidays(members));

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
        var days = WeekHours.DayNames.Select(day => ReadDay(hours, day)).ToArray();
        if (hours.IsRead && days.All(day => day.Count == 0))
            members.Problem("hours", "empty", "hours has to have a window on one day at least: without any, no time would count.");
        return new(days[0], days[1], days[2], days[3], days[4], days[5], days[6]);
    }

    private static List<HoursWindow> ReadDay(JsonMembers hours, string day) =>
        [.. hours.List(day).Select(window => hours.Within(window.Value, window.Pointer, ["from", "to"])).Select(window => new HoursWindow(ReadTime(window, "from"), ReadTime(window, "to")))];

    private static string ReadTime(JsonMembers window, string name)
    {
        var text = window.RequiredText(name);
        if (text.Length == 0) return text;
        var minute = HoursWindow.Minute(text);
        if (minute is null || (name == "from" && minute == BusinessWindow.MinutesPerDay))
            window.Problem(name, "invalid_time", $"{name} has to be a time of the day like 09:00" + (name == "to" ? "; 24:00 is its end." : "."), text);
        return text;
    }

    private static List<string> ReadHolidays(JsonMembers members)
    {
        var days = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (value, pointer) in members.List("holidays"))
        {
            var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) days.Add(text);
            else members.ProblemAt(pointer, "invalid_date", "A holiday has to be a date like 2026-12-25.", text);
        }

        return [.. days];
    }
}

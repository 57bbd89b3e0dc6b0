using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

internal static class SlaPolicyReader
{
    /// <summary>A hundred years, as for every duration.</summary>
    private const long MaxSeconds = 3_155_760_000;

    private static readonly string[] s_pauses =
        [.. new[] { TicketStatus.New, TicketStatus.Open, TicketStatus.Pending, TicketStatus.OnHold }.Select(StatusNames.Name)];

    public static SlaPolicySetting Read(JsonMembers members, SettingsSnapshot settings)
    {
        var order = (int?)members.Whole("order", int.MinValue, int.MaxValue) ?? 0;
        var when = members.Object("when", ["priority", "channel", "reason", "team"]);
        var conditions = new SlaConditions(ReadValues(when, "priority"), ReadValues(when, "channel"), ReadValues(when, "reason"), ReadValues(when, "team"));
        var response = members.Whole("firstResponseSeconds", 1, MaxSeconds);
        var resolution = members.Whole("resolutionSeconds", 1, MaxSeconds);
        var reply = members.Whole("nextReplySeconds", 1, MaxSeconds);
        if (!members.Has("firstResponseSeconds") && !members.Has("resolutionSeconds") && !members.Has("nextReplySeconds"))
            members.ProblemAt("", "required", "A policy needs firstResponseSeconds, nextReplySeconds, resolutionSeconds or several of them.");
        return new(members.Id, order, conditions, response, resolution, reply, ReadCalendar(members, settings), ReadPauses(members));
    }

    private static List<string>? ReadValues(JsonMembers when, string name)
    {
        if (!when.Has(name)) return null;
        var values = when.Texts(name).Select(value => value.Text).Distinct().ToList();
        if (values.Count == 0 && when.IsRead && when.IsEmptyList(name))
            when.Problem(name, "empty", $"{name} is an empty list, which no ticket fits; leave it out when any will do.");
        return values;
    }

    private static string? ReadCalendar(JsonMembers members, SettingsSnapshot settings)
    {
        var id = members.Text("calendar");
        if (id is not null && !settings.Calendars.ContainsKey(id))
            members.Problem("calendar", "unknown_calendar", $"There is no calendar '{id}'; put it first.", id, Nearest.To(id, settings.Calendars.Keys));
        return id;
    }

    private static List<string> ReadPauses(JsonMembers members)
    {
        var pauses = new List<string>();
        foreach (var (text, pointer) in members.Texts("pauseOn"))
            if (!s_pauses.Contains(text))
                members.ProblemAt(pointer, "unknown_value", $"pauseOn is a list of {string.Join(", ", s_pauses)}.", text, Nearest.To(text, s_pauses));
            else if (!pauses.Contains(text)) pauses.Add(text);
        return pauses;
    }
}

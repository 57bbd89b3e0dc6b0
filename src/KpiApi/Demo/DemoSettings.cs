using System.Globalization;
using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Settings;
using KpiApi.Storage.Tables;

namespace KpiApi.Demo;

/// <summary>Office hours, promises, targets, attributes and alerts of the generated desk.</summary>
internal static class DemoSettings
{
    public const string Tier = "tier";
    public const string Product = "product";

    /// <summary>As rows of the store, checked as those that callers send.</summary>
    public static IReadOnlyList<Setting> Until(long endMs)
    {
        var settings = new SettingsSnapshot();
        return
        [
            Row(SettingKinds.Attributes, Tier, """{"of":"account","title":"Tier"}""", settings),
            Row(SettingKinds.Attributes, Product, """{"of":"ticket","title":"Product"}""", settings),
            Row(SettingKinds.Calendars, "default", Calendar(new WorkHours(endMs)), settings),
            Row(SettingKinds.SlaPolicies, "urgent", """{"order":1,"when":{"priority":["urgent","high"]},"firstResponseSeconds":7200,"nextReplySeconds":14400,"resolutionSeconds":43200,"pauseOn":["pending"]}""", settings),
            Row(SettingKinds.SlaPolicies, "standard", """{"order":2,"firstResponseSeconds":21600,"nextReplySeconds":28800,"resolutionSeconds":86400,"pauseOn":["pending"]}""", settings),
            Row(SettingKinds.Targets, "csat", """{"metric":"csat","value":80,"warnAt":75}""", settings),
            Row(SettingKinds.Targets, "first-response", """{"metric":"first_response_time:within_4h","value":80,"warnAt":70}""", settings),
            Row(SettingKinds.Targets, "chat", """{"metric":"first_response_time","value":600,"warnAt":900,"filters":{"channel":"chat"}}""", settings),
            Row(SettingKinds.Targets, "sla", """{"metric":"sla_first_response","value":80,"warnAt":70}""", settings),
        ];
    }

    /// <summary>Made when the history is there, so that none of it is looked at for them: one that opens at once, and two that report what happens from then on.</summary>
    /// <param name="made">When they are, and the version of the store then.</param>
    public static IReadOnlyList<Setting> Alerts((long AtMs, long Version) made) =>
    [
        Alert("backlog", """{"metric":"open_tickets","hours":"calendar","window":"60m","above":100,"minCount":0}""", "More than 100 tickets are open", made),
        Alert("first-answer-due", """{"sla":"first_response","beforeDueSeconds":900}""", "A first answer is due in 15 minutes", made),
        Alert("unhappy", """{"survey":"csat","outcome":"negative"}""", "A customer is not satisfied", made),
    ];

    private static Setting Alert(string id, string when, string title, (long AtMs, long Version) made) => Row(SettingKinds.Alerts, id, string.Create(
        CultureInfo.InvariantCulture, $$"""{"when":{{when}},"webhooks":[],"title":"{{title}}","madeAtMs":{{made.AtMs}},"madeVersion":{{made.Version}}}"""), new());

    private static string Calendar(WorkHours hours)
    {
        const string weekday = """[{"from":"07:00","to":"19:00"}]""";
        return $$"""
            {"timeZone":"UTC","hours":{"monday":{{weekday}},"tuesday":{{weekday}},"wednesday":{{weekday}},"thursday":{{weekday}},"friday":{{weekday}},"saturday":[{"from":"09:00","to":"15:00"}]},
             "holidays":["{{Date(hours.HolidayMs)}}",{"date":"{{Date(hours.ShortDayMs)}}","hours":[{"from":"07:00","to":"12:00"}]}]}
            """;
    }

    private static string Date(long dayMs) => DateTimeOffset.FromUnixTimeMilliseconds(dayMs).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Setting Row<T>(SettingKind<T> kind, string id, string json, SettingsSnapshot settings) where T : class
    {
        var errors = new List<RequestError>();
        using var body = JsonDocument.Parse(json);
        var setting = kind.Read(body.RootElement, id, settings, errors) ?? throw new InvalidOperationException($"{kind.Address(id)}: {errors[0].Message}");
        return new Setting(kind.Address(id), SettingKind<T>.Body(setting));
    }
}

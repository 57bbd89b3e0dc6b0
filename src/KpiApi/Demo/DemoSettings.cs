using System.Globalization;
using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Settings;
using KpiApi.Storage.Tables;

namespace KpiApi.Demo;

/// <summary>Office hours, promises, targets and attributes of the generated desk.</summary>
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

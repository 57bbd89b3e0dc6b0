using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Engine.Metrics;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

/// <summary>One of the kinds of settings: its place under /v1, and how it is read.</summary>
/// <param name="name">As in the path: sla-policies.</param>
/// <param name="singular">As in sentences: SLA policy.</param>
internal abstract class SettingKind(string name, string singular)
{
    protected static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public string Name => name;
    public string Singular => singular;

    /// <summary>Facts depend on it and have to be derived again.</summary>
    public bool ChangesFacts { get; init; }

    public string Address(string id) => $"{name}/{id}";

    /// <summary>The settings with one of this kind put; unchanged when the body cannot be read.</summary>
    public abstract SettingsSnapshot Apply(SettingsSnapshot settings, string id, string body, List<RequestError> errors);
}

/// <param name="read">Reports what is wrong to the members.</param>
/// <param name="with">The settings with others of this kind.</param>
internal sealed class SettingKind<T>(
    string name, string singular, string[] members, Func<JsonMembers, SettingsSnapshot, T> read,
    Func<SettingsSnapshot, ImmutableSortedDictionary<string, T>> of, Func<SettingsSnapshot, ImmutableSortedDictionary<string, T>, SettingsSnapshot> with)
    : SettingKind(name, singular) where T : class
{
    /// <summary>Only callers who may see agents are told of such a setting.</summary>
    public Func<T, bool> NamesAgent { get; init; } = _ => false;

    public ImmutableSortedDictionary<string, T> Of(SettingsSnapshot settings) => of(settings);

    /// <summary>Null when something is wrong, and in <paramref name="errors"/>.</summary>
    public T? Read(JsonElement body, string id, SettingsSnapshot settings, List<RequestError> errors)
    {
        var setting = read(JsonMembers.OfBody(body, id, ["id", .. members], errors), settings);
        return errors.Count == 0 ? setting : null;
    }

    public static string Body(T setting) => JsonSerializer.Serialize(setting, Json);

    public override SettingsSnapshot Apply(SettingsSnapshot settings, string id, string body, List<RequestError> errors)
    {
        var all = of(settings);
        using var json = JsonDocument.Parse(body);
        return Read(json.RootElement, id, settings, errors) is { } setting ? with(settings, all.SetItem(id, setting)) : settings;
    }
}

internal static class SettingKinds
{
    public static readonly SettingKind<CalendarSetting> Calendars = new(
        "calendars", "calendar", ["timeZone", "hours", "holidays", "versions"], (members, _) => CalendarReader.Read(members),
        settings => settings.Calendars, (settings, all) => settings with { Calendars = all })
    { ChangesFacts = true };

    public static readonly SettingKind<SlaPolicySetting> SlaPolicies = new(
        "sla-policies", "SLA policy", ["order", "when", "firstResponseSeconds", "nextReplySeconds", "resolutionSeconds", "calendar", "pauseOn"], SlaPolicyReader.Read,
        settings => settings.SlaPolicies, (settings, all) => settings with { SlaPolicies = all })
    { ChangesFacts = true };

    public static readonly SettingKind<AttributeSetting> Attributes = new(
        "attributes", "attribute", ["of", "title"], AttributeReader.Read,
        settings => settings.Attributes, (settings, all) => settings with { Attributes = all })
    { ChangesFacts = true };

    public static readonly SettingKind<TargetSetting> Targets = new(
        "targets", "target", ["metric", "value", "warnAt", "filters"], TargetReader.Read,
        settings => settings.Targets, (settings, all) => settings with { Targets = all })
    { NamesAgent = target => target.Filters.ContainsKey(DimensionNames.Name(Dimension.Agent)) };

    public static readonly SettingKind<ReportSetting> Reports = new(
        "reports", "report", ["name", "query"], (members, _) => ReportReader.Read(members),
        settings => settings.Reports, (settings, all) => settings with { Reports = all })
    { NamesAgent = report => report.NamesAgent };

    /// <summary>Made and revoked by calls of their own, and never shown with their hashes.</summary>
    public static readonly SettingKind<ReportLink> ReportLinks = new(
        "report-links", "link", ReportLink.Members, (members, _) => ReportLink.Read(members),
        settings => settings.ReportLinks, (settings, all) => settings with { ReportLinks = all });

    /// <summary>Written by calls of their own, and never shown with their secrets.</summary>
    public static readonly SettingKind<HookSetting> Hooks = new(
        "hooks", "hook", HookSetting.Members, (members, _) => HookSetting.Read(members),
        settings => settings.Hooks, (settings, all) => settings with { Hooks = all });

    /// <summary>Written by calls of their own, and never shown with their secrets.</summary>
    public static readonly SettingKind<WebhookSetting> Webhooks = new(
        "webhooks", "webhook", WebhookSetting.Members, (members, _) => WebhookSetting.Read(members),
        settings => settings.Webhooks, (settings, all) => settings with { Webhooks = all });

    /// <summary>Written by calls of their own.</summary>
    public static readonly SettingKind<AlertSetting> Alerts = new(
        "alerts", "alert", AlertSetting.Members, (members, _) => AlertReader.Read(members),
        settings => settings.Alerts, (settings, all) => settings with { Alerts = all })
    { NamesAgent = alert => alert.NamesAgent };

    /// <summary>Those that others name come first.</summary>
    public static IReadOnlyList<SettingKind> All { get; } = [Calendars, SlaPolicies, Attributes, Targets, Reports, ReportLinks, Hooks, Webhooks, Alerts];
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;

namespace KpiApi.Settings;

/// <summary>All settings as of one moment, by id. Immutable.</summary>
internal sealed record SettingsSnapshot
{
    public static readonly SettingsSnapshot Empty = new();

    private readonly ImmutableSortedDictionary<string, TargetSetting> _targets = Sorted<TargetSetting>();

    public ImmutableSortedDictionary<string, CalendarSetting> Calendars { get; init; } = Sorted<CalendarSetting>();

    public ImmutableSortedDictionary<string, SlaPolicySetting> SlaPolicies { get; init; } = Sorted<SlaPolicySetting>();

    public ImmutableSortedDictionary<string, AttributeSetting> Attributes { get; init; } = Sorted<AttributeSetting>();

    public ImmutableSortedDictionary<string, ReportSetting> Reports { get; init; } = Sorted<ReportSetting>();

    public ImmutableSortedDictionary<string, ReportLink> ReportLinks { get; init; } = Sorted<ReportLink>();

    public ImmutableSortedDictionary<string, HookSetting> Hooks { get; init; } = Sorted<HookSetting>();

    public ImmutableSortedDictionary<string, AlertSetting> Alerts { get; init; } = Sorted<AlertSetting>();

    public ImmutableSortedDictionary<string, WebhookSetting> Webhooks { get; init; } = Sorted<WebhookSetting>();

    /// <summary>The links that open a report.</summary>
    public IEnumerable<ReportLink> LinksOf(string report) => ReportLinks.Values.Where(link => link.Report == report);

    public ImmutableSortedDictionary<string, TargetSetting> Targets
    {
        get => _targets;
        init
        {
            _targets = value;
            TargetsInForce = [.. WithDefaults([.. value.Values.Select(target => target.Build())])];
        }
    }

    /// <summary>Those set, and the defaults of metrics for which none is set that is for everything.</summary>
    public IReadOnlyList<Target> TargetsInForce { get; private init; } = Target.Defaults;

    /// <summary>The declared attributes by whose they are, in the order of their ids.</summary>
    public AttributeSlots AttributeSlots => new(IdsOf(AttributeOwner.Account), IdsOf(AttributeOwner.Ticket));

    /// <summary>The rules with these calendars, policies and attributes.</summary>
    public DerivationRules Over(DerivationRules rules) => rules with
    {
        Calendars = Calendars.ToFrozenDictionary(calendar => calendar.Key, BusinessCalendar (calendar) => calendar.Value.Built, StringComparer.Ordinal),
        Policies = [.. SlaPolicies.Values.Select(policy => policy.Build())],
        Attributes = AttributeSlots,
        Edition = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', FactBodies())))),
    };

    /// <summary>What facts depend on, as it is kept.</summary>
    private IEnumerable<string> FactBodies() =>
        Calendars.Values.Select(SettingKind<CalendarSetting>.Body).Append("").Concat(SlaPolicies.Values.Select(SettingKind<SlaPolicySetting>.Body))
            .Append("").Concat(Attributes.Values.Select(attribute => $"{attribute.Of} {attribute.Id}"));

    /// <summary>One that is for a value of an attribute; null when there is none.</summary>
    public TargetSetting? TargetOf(string attribute) => Attributes.TryGetValue(attribute, out var known)
        ? Targets.Values.FirstOrDefault(target => target.Filters.ContainsKey(known.Dimension))
        : null;

    private string[] IdsOf(AttributeOwner owner) => [.. Attributes.Values.Where(attribute => attribute.Of == owner).Select(attribute => attribute.Id)];

    private static IEnumerable<Target> WithDefaults(List<Target> set) =>
        set.Concat(Target.Defaults.Where(standard => !set.Exists(target => target.MetricName == standard.MetricName && target.Filters.Count == 0)));

    private static ImmutableSortedDictionary<string, T> Sorted<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}

using System.Collections.Frozen;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>The inputs of derivation beside the timeline. A change of them requires a rederivation.</summary>
public sealed record DerivationRules
{
    public const string DefaultCalendarId = "default";
    public const int DefaultFcrWindowDays = 7;

    public static readonly DerivationRules Default = new();

    private readonly IReadOnlyList<SlaPolicy> _policies = [];

    /// <summary>Ids of the agents whose replies are machine replies.</summary>
    public FrozenSet<string> Bots { get; init; } = [];

    /// <summary>By id; the one called <see cref="DefaultCalendarId"/> serves tickets whose policy names none.</summary>
    public FrozenDictionary<string, BusinessCalendar> Calendars { get; init; } = FrozenDictionary<string, BusinessCalendar>.Empty;

    /// <summary>In order of precedence.</summary>
    public IReadOnlyList<SlaPolicy> Policies
    {
        get => _policies;
        init => _policies = [.. value.OrderBy(p => p.Order).ThenBy(p => p.Id, StringComparer.Ordinal)];
    }

    /// <summary>The declared attributes: which columns theirs are.</summary>
    public AttributeSlots Attributes { get; init; } = AttributeSlots.None;

    /// <summary>A fingerprint of the calendars, policies and attributes, stable across processes.</summary>
    public string Edition { get; init; } = "";

    /// <summary>A reopen within this time of the first resolution, answered by an agent, spoils first contact resolution.</summary>
    public long FcrWindowMs { get; init; } = DefaultFcrWindowDays * 86_400_000L;

    internal BusinessCalendar? Calendar(SlaPolicy? policy) =>
        Calendars.GetValueOrDefault(policy?.Calendar ?? DefaultCalendarId) ?? Calendars.GetValueOrDefault(DefaultCalendarId);
}

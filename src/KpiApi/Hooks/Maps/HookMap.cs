using KpiApi.Ingest.Contracts;
using NodaTime;

namespace KpiApi.Hooks.Maps;

/// <summary>How the payloads of a help desk become items. Immutable.</summary>
/// <param name="Rules">In the order of <see cref="MappedKind.All"/>.</param>
/// <param name="Words">Of the help desk, and what they are here.</param>
/// <param name="Zone">Of times without an offset; null where such a time is a mistake.</param>
internal sealed record HookMap(IReadOnlyList<MapRule> Rules, MapWords Words, DateTimeZone? Zone)
{
    /// <summary>The payloads that came at once, in a list or a page of an API: the rules see one after the other. Null for the payload as it came.</summary>
    public MapExpression? Payloads { get; init; }
}

/// <summary>One way in which a payload gives items of one kind.</summary>
/// <param name="Kind">Of the items.</param>
/// <param name="Pointer">Of the rule in the map: /tickets/0.</param>
internal sealed record MapRule(MappedKind Kind, string Pointer)
{
    /// <summary>Asked of the payload: without it the rule gives nothing. Null for always.</summary>
    public MapExpression? When { get; init; }

    /// <summary>The parts of the payload of which each is an item: a list, or one object. Null for the payload itself.</summary>
    public MapExpression? Each { get; init; }

    public required IReadOnlyList<MapMember> Members { get; init; }

    /// <summary>Members that are cleared where the payload has no value; others stay as they are stored.</summary>
    public IReadOnlySet<string> Clears { get; init; } = new HashSet<string>();

    /// <summary>Of tickets: what is seen of their state, which becomes events. Null for none.</summary>
    public MapStates? States { get; init; }
}

/// <param name="Field">Of the item.</param>
/// <param name="Attribute">Of which it is the value; null for any other field.</param>
/// <param name="Value">Where it is in the payload.</param>
internal sealed record MapMember(Field Field, string? Attribute, MapExpression Value)
{
    public string Name => Attribute is null ? Field.Name : $"{Field.Name}.{Attribute}";
}

/// <summary>
/// The state in which a help desk shows a ticket at a moment, by which reopens and reassignments are found where it sends states only. Each state that
/// is seen becomes an event of that moment, also when nothing has changed: so the facts are the same in whatever order the states arrive.
/// </summary>
/// <param name="At">When the ticket was so.</param>
/// <param name="Values">By the type of the event: status, stage, assignment, team, priority.</param>
internal sealed record MapStates(MapExpression At, IReadOnlyList<(string Type, MapExpression Value)> Values);

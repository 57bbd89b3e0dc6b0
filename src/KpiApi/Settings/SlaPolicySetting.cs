using KpiApi.Engine.Model;

namespace KpiApi.Settings;

/// <summary>What is promised to which tickets.</summary>
/// <param name="Order">The first policy by order that fits a ticket is the ticket's; of equal ones the first by id.</param>
/// <param name="When">Which tickets it is for.</param>
/// <param name="FirstResponseSeconds">Null = nothing is promised; the same with <paramref name="ResolutionSeconds"/>.</param>
/// <param name="NextReplySeconds">The same.</param>
/// <param name="Calendar">Whose hours count; null = round the clock.</param>
/// <param name="PauseOn">Statuses in which the clock stands still.</param>
internal sealed record SlaPolicySetting(
    string Id, int Order, SlaConditions When, long? FirstResponseSeconds, long? ResolutionSeconds, long? NextReplySeconds, string? Calendar, IReadOnlyList<string> PauseOn)
{
    public SlaPolicy Build() => new()
    {
        Id = Id,
        Order = Order,
        Priorities = When.Priority,
        Channels = When.Channel,
        Reasons = When.Reason,
        Teams = When.Team,
        FirstResponseMs = FirstResponseSeconds * 1000,
        ResolutionMs = ResolutionSeconds * 1000,
        NextReplyMs = NextReplySeconds * 1000,
        Calendar = Calendar,
        PauseOn = [.. PauseOn.Select(name => StatusNames.Parse(name)!.Value)],
    };
}

/// <summary>The ticket's value at its creation has to be one of each list; null = any.</summary>
internal sealed record SlaConditions(IReadOnlyList<string>? Priority, IReadOnlyList<string>? Channel, IReadOnlyList<string>? Reason, IReadOnlyList<string>? Team);

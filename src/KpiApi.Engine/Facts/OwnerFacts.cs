namespace KpiApi.Engine.Facts;

/// <summary>
/// The facts of one owner, ready to be written as columns. Made by <see cref="FactDerivation"/> only.
/// Each list is a table of the columns; instants are epoch milliseconds.
/// </summary>
public sealed record OwnerFacts
{
    public required OwnerKey Key { get; init; }

    /// <summary>Null for a survey without a ticket.</summary>
    public TicketFacts? Ticket { get; init; }
    public IReadOnlyList<Resolution> Resolutions { get; init; } = [];
    public IReadOnlyList<Reopen> Reopens { get; init; } = [];
    public IReadOnlyList<OpenInterval> OpenIntervals { get; init; } = [];
    public IReadOnlyList<Activity> Activities { get; init; } = [];
    public IReadOnlyList<SurveyFacts> Surveys { get; init; } = [];
}

/// <param name="Agent">The current assignee.</param>
/// <param name="HandleMs">Null when no agent's event has a duration and the ticket states none.</param>
public sealed record TicketFacts(
    long CreatedAtMs, string? Agent, string? Team, string? Channel, string? Reason, string? Priority, string? Account,
    TicketStatus Status, long? FirstResponseAtMs, string? Responder, long? HandleMs);

/// <summary>A change of status from outside {solved, closed} into it.</summary>
public readonly record struct Resolution(long AtMs, string? Resolver, ResolutionOrder Order);

/// <summary>Where a resolution stands among those of its ticket.</summary>
public enum ResolutionOrder : byte { Only, First, Between, Last }

/// <summary>A change of status out of {solved, closed}.</summary>
/// <param name="UndoneResolver">Who made the resolution that this undid.</param>
public readonly record struct Reopen(long AtMs, string? UndoneResolver);

/// <summary>The ticket is open in <c>[FromMs, ToMs)</c>; null = still open. Backlog comes from these, never from today's status.</summary>
public readonly record struct OpenInterval(long FromMs, long? ToMs);

/// <summary>An event by a human agent.</summary>
public readonly record struct Activity(long AtMs, string Type, string? Agent, long? DurationMs);

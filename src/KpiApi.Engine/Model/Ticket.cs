namespace KpiApi.Engine.Model;

/// <summary>
/// A ticket as it came in. Instants are milliseconds since 1970-01-01T00:00Z; what is null was not stated
/// and is derived from the events where they tell it.
/// </summary>
public sealed record Ticket
{
    public required string Id { get; init; }
    public required long CreatedAtMs { get; init; }
    public string? Channel { get; init; }
    public string? Reason { get; init; }
    public string? Priority { get; init; }
    public string? Team { get; init; }

    /// <summary>The current assignee.</summary>
    public string? Agent { get; init; }
    public string? Account { get; init; }
    public CreatedBy CreatedBy { get; init; }
    public TicketStatus? Status { get; init; }
    public long? FirstResponseAtMs { get; init; }
    public long? FirstResolvedAtMs { get; init; }

    /// <summary>The last resolution.</summary>
    public long? ResolvedAtMs { get; init; }
    public long? ClosedAtMs { get; init; }
    public int? Reopens { get; init; }

    /// <summary>Public answers by human agents.</summary>
    public int? Replies { get; init; }
    public long? HandleMs { get; init; }

    /// <summary>When the source last changed the ticket; an older one than stored changes nothing.</summary>
    public long? UpdatedAtMs { get; init; }
}

public enum CreatedBy : byte { Customer, Agent }

public enum TicketStatus : byte { New, Open, Pending, OnHold, Solved, Closed, Merged, Spam, Deleted }

namespace KpiApi.Engine.Model;

/// <summary>
/// A ticket as it came in. Instants are milliseconds since 1970-01-01T00:00Z; what is null was not stated
/// and is derived from the events where they tell it.
/// </summary>
public sealed record Ticket
{
    public required string Id { get; set; }
    public required long CreatedAtMs { get; set; }
    public string? Channel { get; set; }
    public string? Reason { get; set; }
    public string? Priority { get; set; }
    public string? Team { get; set; }

    /// <summary>The current assignee.</summary>
    public string? Agent { get; set; }
    public string? Account { get; set; }
    public CreatedBy CreatedBy { get; set; }
    public TicketStatus? Status { get; set; }
    public long? FirstResponseAtMs { get; set; }
    public long? FirstResolvedAtMs { get; set; }

    /// <summary>The last resolution.</summary>
    public long? ResolvedAtMs { get; set; }
    public long? ClosedAtMs { get; set; }
    public int? Reopens { get; set; }

    /// <summary>Public answers by human agents.</summary>
    public int? Replies { get; set; }
    public long? HandleMs { get; set; }

    /// <summary>When the source last changed the ticket; an older one than stored changes nothing.</summary>
    public long? UpdatedAtMs { get; set; }

    /// <summary>As <see cref="AttributeText"/> writes them.</summary>
    public string? Attributes { get; set; }

    /// <summary>As <see cref="TagText"/> writes them.</summary>
    public string? Tags { get; set; }
}

public enum CreatedBy : byte { Customer, Agent }

public enum TicketStatus : byte { New, Open, Pending, OnHold, Solved, Closed, Merged, Spam, Deleted }

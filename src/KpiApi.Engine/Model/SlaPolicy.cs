namespace KpiApi.Engine.Model;

/// <summary>What was promised to which tickets. The first policy by order whose conditions all hold is a ticket's.</summary>
public sealed record SlaPolicy
{
    public required string Id { get; init; }
    public int Order { get; init; }

    /// <summary>The ticket's value at creation must be one of these; null = any.</summary>
    public IReadOnlyList<string>? Priorities { get; init; }
    public IReadOnlyList<string>? Channels { get; init; }
    public IReadOnlyList<string>? Reasons { get; init; }
    public IReadOnlyList<string>? Teams { get; init; }

    public long? FirstResponseMs { get; init; }
    public long? ResolutionMs { get; init; }

    /// <summary>From each message of the customer but the first to the next answer.</summary>
    public long? NextReplyMs { get; init; }

    /// <summary>Id of the calendar whose hours count; null = round the clock.</summary>
    public string? Calendar { get; init; }

    /// <summary>While the ticket is in one of these the clock stands still.</summary>
    public IReadOnlyList<TicketStatus> PauseOn { get; init; } = [];
}

namespace KpiApi.Engine.Model;

/// <summary>Something that happened to a ticket: an answer, a change of status, a call. The ticket may arrive later than its events.</summary>
public sealed record TicketEvent
{
    public required string Id { get; set; }
    public required string Ticket { get; set; }

    /// <summary>One of <see cref="EventTypes"/>, or any other word, which then is an activity of that type.</summary>
    public required string Type { get; set; }
    public required long AtMs { get; set; }
    public Actor Actor { get; set; }

    /// <summary>The agent who did it.</summary>
    public string? Agent { get; set; }

    /// <summary>Seen by the customer.</summary>
    public bool Public { get; set; }
    public long? DurationMs { get; set; }
    public string? From { get; set; }
    public string? To { get; set; }
}

public enum Actor : byte { Agent, Customer, Bot, System }

/// <summary>The event types that have a meaning of their own.</summary>
public static class EventTypes
{
    public const string Reply = "reply";
    public const string Call = "call";
    public const string Chat = "chat";
    public const string Note = "note";
    public const string CustomerMessage = "customer_message";
    public const string Status = "status";
    public const string Stage = "stage";
    public const string Assignment = "assignment";
    public const string Team = "team";
    public const string Priority = "priority";

    /// <summary>Types that change a value of the ticket, from one to another.</summary>
    public static IReadOnlyList<string> OfChanges { get; } = [Status, Stage, Assignment, Team, Priority];

    /// <summary>Types that answer the customer when public; they are public unless they say otherwise.</summary>
    public static bool IsAnswer(string type) => type is Reply or Call or Chat;
}

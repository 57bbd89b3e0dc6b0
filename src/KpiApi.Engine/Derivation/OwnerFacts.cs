using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

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

    /// <summary>The open intervals, split where the status changes.</summary>
    public IReadOnlyList<StatusInterval> StatusIntervals { get; init; } = [];
    public IReadOnlyList<StageVisit> StageVisits { get; init; } = [];
    public IReadOnlyList<SlaClock> SlaClocks { get; init; } = [];
    public IReadOnlyList<ReplyWait> ReplyWaits { get; init; } = [];
    public IReadOnlyList<Holding> Holdings { get; init; } = [];
    public IReadOnlyList<Reassignment> Reassignments { get; init; } = [];
    public IReadOnlyList<Activity> Activities { get; init; } = [];
    public IReadOnlyList<SurveyFacts> Surveys { get; init; } = [];
    public Account? Account { get; init; }

    /// <summary>Of the account, by id; null when it has none.</summary>
    public IReadOnlyDictionary<string, string>? AccountAttributes { get; init; }
    public Shift? Shift { get; init; }
    public Cost? Cost { get; init; }

    public static OwnerFacts Of(Account account) => new()
    {
        Key = new(OwnerKind.Account, account.Id),
        Account = account,
        AccountAttributes = AttributeText.Parse(account.Attributes),
    };

    public static OwnerFacts Of(Shift shift) => new() { Key = new(OwnerKind.Shift, shift.Id), Shift = shift };

    public static OwnerFacts Of(Cost cost) => new() { Key = new(OwnerKind.Cost, cost.Id), Cost = cost };
}

/// <param name="Agent">The current assignee.</param>
/// <param name="HandleMs">Null when no agent's event has a duration and the ticket states none.</param>
public sealed record TicketFacts(
    long CreatedAtMs, string? Agent, string? Team, string? Channel, string? Reason, string? Priority, string? Account,
    TicketStatus Status, long? FirstResponseAtMs, string? Responder, long? HandleMs)
{
    /// <summary>Business time from creation to the first response; null without a calendar.</summary>
    public long? FirstResponseBusinessMs { get; init; }

    /// <summary>Time in new, open and on_hold up to the last resolution; null when never resolved.</summary>
    public long? RequesterWaitMs { get; init; }
    public long? RequesterWaitBusinessMs { get; init; }

    /// <summary>First assignment to an agent, by an event; null where no event tells.</summary>
    public long? FirstAssignedAtMs { get; init; }
    public string? FirstAssignee { get; init; }

    /// <summary>Business time from creation to it; null without a calendar.</summary>
    public long? FirstAssignmentBusinessMs { get; init; }

    /// <summary>Reopened at least once, at a time that is known or not.</summary>
    public bool Reopened { get; init; }

    /// <summary>First contact resolution; null when never resolved.</summary>
    public bool? FirstContact { get; init; }

    /// <summary>Agents' events up to the last resolution; null when never resolved or without events.</summary>
    public int? ActivitiesToResolution { get; init; }

    /// <summary>Public human answers up to the last resolution; null when nothing tells.</summary>
    public int? RepliesToResolution { get; init; }

    /// <summary>Declared or not, by id; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>As <see cref="TagText"/> writes them.</summary>
    public string? Tags { get; init; }

    /// <summary>Id of the policy that promised something for this ticket.</summary>
    public string? SlaPolicy { get; init; }
}

/// <summary>A change of status from outside {solved, closed} into it.</summary>
public readonly record struct Resolution(long AtMs, string? Resolver, ResolutionOrder Order)
{
    /// <summary>Business time from creation; null without a calendar.</summary>
    public long? BusinessMs { get; init; }
}

/// <summary>Position of a resolution among those of its ticket.</summary>
public enum ResolutionOrder : byte { Only, First, Between, Last }

/// <summary>A change of status out of {solved, closed}.</summary>
/// <param name="UndoneResolver">Who made the resolution that this undid.</param>
public readonly record struct Reopen(long AtMs, string? UndoneResolver);

/// <summary>The ticket is open in <c>[FromMs, ToMs)</c>; null = still open. Backlog comes from these, never from today's status.</summary>
public readonly record struct OpenInterval(long FromMs, long? ToMs);

/// <summary>A stretch of an open interval in one status.</summary>
public readonly record struct StatusInterval(long FromMs, long? ToMs, TicketStatus Status, IntervalEdges Edges);

/// <summary>Whether the part begins or ends its open interval: backlog changes only there.</summary>
public enum IntervalEdges : byte { Neither, Opens, Closes, Both }

/// <summary>The time in one stage while the ticket was open; without stage events statuses are the stages.</summary>
/// <param name="LeftAtMs">Null while the ticket is still in it.</param>
public readonly record struct StageVisit(string Stage, long EnteredAtMs, long? LeftAtMs)
{
    /// <summary>Business time in it; null without a calendar or while the visit lasts.</summary>
    public long? BusinessMs { get; init; }
}

/// <summary>One promise of an SLA policy to a ticket.</summary>
/// <param name="AtMs">When it was met, or when it was due and not met: never changes afterwards. In the future while it may still be met.</param>
/// <param name="Agent">Who met it or answered late, else the assignee.</param>
public readonly record struct SlaClock(SlaTarget Target, bool Met, long AtMs, string? Agent);

public enum SlaTarget : byte { FirstResponse, Resolution, NextReply }

/// <summary>The customer waits for an answer in <c>[FromMs, ToMs)</c>; null = still.</summary>
/// <param name="Agent">Who answered; null where nobody did.</param>
public readonly record struct ReplyWait(long FromMs, long? ToMs, string? Agent)
{
    public bool IsFirst { get; init; }

    /// <summary>False where a resolution ended it, or nothing has.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>From when on the ticket is open with it; null when it is not.</summary>
    public long? OpenFromMs { get; init; }

    /// <summary>Business time of it; null without a calendar or while it runs.</summary>
    public long? BusinessMs { get; init; }
}

/// <summary>An agent has the ticket in <c>[FromMs, ToMs)</c> while it is open; null = still.</summary>
public readonly record struct Holding(long FromMs, long? ToMs, string Agent)
{
    /// <summary>Business time of it; null without a calendar or while it lasts.</summary>
    public long? BusinessMs { get; init; }
}

/// <summary>The ticket went from one agent or team to another.</summary>
/// <param name="AgentBefore">Who had it until then.</param>
public readonly record struct Reassignment(long AtMs, string? AgentBefore);

/// <summary>An event by a human agent.</summary>
public readonly record struct Activity(long AtMs, string Type, string? Agent, long? DurationMs)
{
    /// <summary>A public answer to the customer.</summary>
    public bool IsAnswer { get; init; }
}

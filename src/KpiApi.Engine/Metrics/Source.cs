using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Metrics;

/// <summary>Which rows a metric counts, what places them in a period, and whom the agent dimension credits.</summary>
/// <param name="Table">The table read.</param>
/// <param name="At">The instant that decides the period; rows without one do not count.</param>
/// <param name="Agent">Null where no agent can be credited.</param>
internal sealed record Source(FactTable Table, LongField At, CodeField? Agent)
{
    public static readonly Source Created = new(FactTable.Tickets, FactSchema.Ticket.CreatedAt, FactSchema.Ticket.Agent);
    public static readonly Source FirstResponse = new(FactTable.Tickets, FactSchema.Ticket.FirstResponseAt, FactSchema.Ticket.Responder);
    public static readonly Source Resolution = new(FactTable.Resolutions, FactSchema.Resolution.At, FactSchema.Resolution.Resolver);
    public static readonly Source Reopen = new(FactTable.Reopens, FactSchema.Reopen.At, FactSchema.Reopen.UndoneResolver);
    public static readonly Source Opening = new(FactTable.StatusIntervals, FactSchema.StatusInterval.From, FactSchema.Ticket.Agent);
    public static readonly Source Closing = new(FactTable.StatusIntervals, FactSchema.StatusInterval.To, FactSchema.Ticket.Agent);
    public static readonly Source Open = Opening with { Until = FactSchema.StatusInterval.To };
    public static readonly Source StageLeft = new(FactTable.StageVisits, FactSchema.StageVisit.LeftAt, FactSchema.Ticket.Agent);
    public static readonly Source SlaOutcome = new(FactTable.SlaClocks, FactSchema.SlaClock.At, FactSchema.SlaClock.Agent) { EndsNow = true };
    public static readonly Source SlaBreach = SlaOutcome with { Agent = FactSchema.Ticket.Agent };
    public static readonly Source Activity = new(FactTable.Activities, FactSchema.Activity.At, FactSchema.Activity.Agent);
    public static readonly Source Answer = new(FactTable.Surveys, FactSchema.Survey.RespondedAt, FactSchema.Survey.Agent);
    public static readonly Source Sent = new(FactTable.Surveys, FactSchema.Survey.SentAt, FactSchema.Survey.Agent);
    public static readonly Source Active = new(FactTable.Accounts, FactSchema.Account.Since, null) { Until = FactSchema.Account.Until };
    public static readonly Source Churned = new(FactTable.Accounts, FactSchema.Account.Until, null);
    public static readonly Source Shift = new(FactTable.Shifts, FactSchema.Shift.From, FactSchema.Shift.Agent) { Until = FactSchema.Shift.To };
    public static readonly Source Cost = new(FactTable.Costs, FactSchema.Cost.From, null) { Until = FactSchema.Cost.To };

    public static readonly Source FirstAssignment = new(FactTable.Tickets, FactSchema.Ticket.FirstAssignedAt, FactSchema.Ticket.FirstAssignee);
    public static readonly Source ReplyWait = new(FactTable.ReplyWaits, FactSchema.ReplyWait.To, FactSchema.ReplyWait.Agent);
    public static readonly Source AwaitingReply = new(FactTable.ReplyWaits, FactSchema.ReplyWait.OpenFrom, FactSchema.Ticket.Agent) { Until = FactSchema.ReplyWait.To };
    public static readonly Source HoldingEnd = new(FactTable.Holdings, FactSchema.Holding.To, FactSchema.Holding.Agent);
    public static readonly Source Reassignment = new(FactTable.Reassignments, FactSchema.Reassignment.At, FactSchema.Reassignment.AgentBefore);

    /// <summary>Set when the rows are intervals that begin at <see cref="At"/>.</summary>
    public LongField? Until { get; init; }

    /// <summary>Rows in the future have not happened: a due time there may still be met.</summary>
    public bool EndsNow { get; init; }

    public bool Allows(Dimension dimension) => Column(dimension, null) is not null || IsMoving(dimension);

    /// <summary>Depends on the moment at which an open ticket is looked at, and so is no column.</summary>
    public bool IsMoving(Dimension dimension) => dimension.Kind is DimensionKind.Age or DimensionKind.Idle && this is { Table: FactTable.StatusIntervals or FactTable.ReplyWaits, Until: not null };

    /// <summary>
    /// The column that a dimension means for these rows, or null when it means nothing for them. For an attribute of accounts it is that of the account,
    /// whose value of today is looked up; for tags it is that of their sets.
    /// </summary>
    /// <param name="attributes">Which have which columns; null when only asked whether there is one.</param>
    public CodeField? Column(Dimension dimension, AttributeSlots? attributes) => dimension.Kind switch
    {
        DimensionKind.AccountAttribute => Column(DimensionKind.Account),
        DimensionKind.TicketAttribute => IsOfTickets ? FactSchema.Ticket.Attributes[attributes?.Ticket.Index(dimension.Attribute) ?? 0] : null,
        DimensionKind.Tag => IsOfTickets ? FactSchema.Ticket.Tags : null,
        _ => Column(dimension.Kind),
    };

    /// <summary>Rows have an owner that may be a ticket.</summary>
    private bool IsOfTickets => Table is not (FactTable.Accounts or FactTable.Shifts or FactTable.Costs);

    private CodeField? Column(DimensionKind dimension) => Table switch
    {
        FactTable.Surveys => SurveyColumn(dimension),
        FactTable.Accounts => dimension == DimensionKind.Account ? FactSchema.Account.Id : null,
        FactTable.Shifts => dimension == DimensionKind.Agent ? Agent : null,
        FactTable.Costs => dimension switch { DimensionKind.Channel => FactSchema.Cost.Channel, DimensionKind.Team => FactSchema.Cost.Team, _ => null },
        _ => TicketColumn(dimension),
    };

    private CodeField? SurveyColumn(DimensionKind dimension) => dimension switch
    {
        DimensionKind.Team => FactSchema.Survey.Team,
        DimensionKind.Channel => FactSchema.Survey.Channel,
        DimensionKind.Reason => FactSchema.Survey.Reason,
        DimensionKind.Account => FactSchema.Survey.Account,
        DimensionKind.SurveyKind => FactSchema.Survey.Kind,
        _ => TicketColumn(dimension),
    };

    private CodeField? TicketColumn(DimensionKind dimension) => dimension switch
    {
        DimensionKind.Agent => Agent,
        DimensionKind.Team => FactSchema.Ticket.Team,
        DimensionKind.Channel => FactSchema.Ticket.Channel,
        DimensionKind.Reason => FactSchema.Ticket.Reason,
        DimensionKind.Priority => FactSchema.Ticket.Priority,
        DimensionKind.Account => FactSchema.Ticket.Account,
        DimensionKind.ActivityType when Table == FactTable.Activities => FactSchema.Activity.Type,
        DimensionKind.Stage when Table == FactTable.StageVisits => FactSchema.StageVisit.Stage,
        DimensionKind.Status when Table == FactTable.StatusIntervals && Until is not null => FactSchema.StatusInterval.Status,
        _ => null,
    };
}

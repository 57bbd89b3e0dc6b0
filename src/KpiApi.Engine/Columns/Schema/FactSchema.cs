using KpiApi.Engine.Columns.Schema.Tables;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>
/// Every column there is: a property and the line that fills it. In the ticket table each owner has one row, empty for owners that
/// are no tickets; the rows of the other tables follow the order of their owners.
/// </summary>
internal static class FactSchema
{
    /// <summary>The coarse unit of instants and durations.</summary>
    public const long Second = 1000;

    private static readonly FieldList s_fields = new();

    public static readonly TicketFields Ticket = new(s_fields);
    public static readonly ResolutionFields Resolution = new(s_fields);
    public static readonly ReopenFields Reopen = new(s_fields);
    public static readonly StatusIntervalFields StatusInterval = new(s_fields);
    public static readonly StageVisitFields StageVisit = new(s_fields);
    public static readonly SlaClockFields SlaClock = new(s_fields);
    public static readonly ActivityFields Activity = new(s_fields);
    public static readonly SurveyFields Survey = new(s_fields);
    public static readonly AccountFields Account = new(s_fields);
    public static readonly ShiftFields Shift = new(s_fields);
    public static readonly CostFields Cost = new(s_fields);
    public static readonly ReplyWaitFields ReplyWait = new(s_fields);
    public static readonly HoldingFields Holding = new(s_fields);
    public static readonly ReassignmentFields Reassignment = new(s_fields);

    public static readonly IReadOnlyList<LongField> Longs = s_fields.Longs;
    public static readonly IReadOnlyList<CodeField> Codes = s_fields.Codes;
    public static readonly IReadOnlyList<IdField> Ids = s_fields.Ids;
    public static readonly IReadOnlyList<FactTable> Tables = Enum.GetValues<FactTable>();

    /// <summary>
    /// The instants that place the facts of tickets and surveys in a period, but those of promises: none is before its ticket, and one that
    /// is due after today has not happened.
    /// </summary>
    public static readonly IReadOnlyList<LongField> Instants =
        [Ticket.CreatedAt, Ticket.FirstResponseAt, Resolution.At, Reopen.At, StageVisit.LeftAt, Activity.At, Survey.SentAt, Survey.RespondedAt, Ticket.FirstAssignedAt, ReplyWait.To, Holding.To, Reassignment.At];

    private static readonly ITableFields[] s_tables = [Ticket, Resolution, Reopen, StatusInterval, StageVisit, SlaClock, Activity, Survey, Account, Shift, Cost, ReplyWait, Holding, Reassignment];

    /// <summary>Room for rows of each table, in the order of <see cref="FactTable"/>.</summary>
    public static FreshTable[] MakeFresh() => Array.ConvertAll(s_tables, table => table.MakeFresh());
}

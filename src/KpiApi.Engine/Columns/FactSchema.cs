using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

/// <summary>
/// Every column there is: a property and the line that fills it. In the ticket table each owner has one row, empty for a survey
/// without a ticket; the rows of the other tables follow the order of their owners.
/// </summary>
internal static class FactSchema
{
    /// <summary>The coarse unit of instants and durations.</summary>
    public const long Second = 1000;

    private static readonly FieldList s_fields = new();

    public static readonly TicketFields Ticket = new(s_fields);
    public static readonly ResolutionFields Resolution = new(s_fields);
    public static readonly ReopenFields Reopen = new(s_fields);
    public static readonly OpenIntervalFields OpenInterval = new(s_fields);
    public static readonly ActivityFields Activity = new(s_fields);
    public static readonly SurveyFields Survey = new(s_fields);

    public static readonly IReadOnlyList<LongField> Longs = s_fields.Longs;
    public static readonly IReadOnlyList<CodeField> Codes = s_fields.Codes;
    public static readonly IReadOnlyList<FactTable> Tables = Enum.GetValues<FactTable>();

    /// <summary>The instants that place facts in a period.</summary>
    public static readonly IReadOnlyList<LongField> Instants =
        [Ticket.CreatedAt, Ticket.FirstResponseAt, Resolution.At, Reopen.At, Activity.At, Survey.RespondedAt];

    /// <summary>The number of rows an owner has in a table.</summary>
    public static int RowCount(FactTable table, OwnerFacts facts) => table switch
    {
        FactTable.Tickets => Ticket.Count(facts),
        FactTable.Resolutions => Resolution.Count(facts),
        FactTable.Reopens => Reopen.Count(facts),
        FactTable.OpenIntervals => OpenInterval.Count(facts),
        FactTable.Activities => Activity.Count(facts),
        _ => Survey.Count(facts),
    };
}

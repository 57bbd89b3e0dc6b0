namespace KpiApi.Engine.Columns.Schema;

/// <summary>What the tables are called where facts leave, and in their SQL.</summary>
internal static class FactTableNames
{
    /// <summary>A row for each tag of each ticket, which columns keep as a code of the set.</summary>
    public const string TicketTags = "ticket_tags";

    public static string Of(FactTable table) => table switch
    {
        FactTable.Tickets => "tickets",
        FactTable.Resolutions => "resolutions",
        FactTable.Reopens => "reopens",
        FactTable.StatusIntervals => "open_intervals",
        FactTable.StageVisits => "stage_visits",
        FactTable.SlaClocks => "sla",
        FactTable.Activities => "activities",
        FactTable.Surveys => "surveys",
        FactTable.Accounts => "accounts",
        FactTable.Shifts => "shifts",
        FactTable.Costs => "costs",
        FactTable.ReplyWaits => "reply_waits",
        FactTable.Holdings => "holdings",
        _ => "reassignments",
    };
}

namespace KpiApi.Engine.Columns.Schema;

/// <summary>What the tables are called where facts leave, and in their SQL.</summary>
internal static class FactTableNames
{
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

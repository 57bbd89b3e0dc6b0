namespace KpiApi.Http.Descriptions;

/// <summary>The groups that the document puts calls into.</summary>
internal static class Tags
{
    public const string Kpis = "KPIs";
    public const string Ingest = "Ingest";
    public const string Settings = "Settings";
    public const string Alerts = "Alerts";
    public const string Keys = "Keys";
    public const string Health = "Health";
}

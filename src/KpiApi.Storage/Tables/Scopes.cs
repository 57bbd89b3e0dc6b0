namespace KpiApi.Storage.Tables;

/// <summary>What a caller may do.</summary>
[Flags]
internal enum Scopes
{
    None = 0,
    Ingest = 1,
    Read = 2,

    /// <summary>Numbers by agent, and records and tickets, which show agents.</summary>
    ReadAgents = 4,
    Admin = 8,
}

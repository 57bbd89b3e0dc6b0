namespace KpiApi.Engine.Columns.Schema;

/// <summary>A set of values that share one dictionary: an agent is the same agent as assignee, responder and resolver.</summary>
internal enum DictionaryId
{
    /// <summary>Codes that are fixed in the source, not names from the data.</summary>
    Fixed,
    Agent,
    Team,
    Channel,
    Reason,
    Priority,
    Account,
    ActivityType,
    SurveyKind,
    Scale,
    Stage,
    Status,
    Age,
    Idle,
}

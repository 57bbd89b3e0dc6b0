using System.ComponentModel;

namespace KpiApi.Engine.Metrics;

[Description("What numbers can be grouped and filtered by, declared attributes aside.")]
public enum DimensionKind
{
    Agent,
    Team,
    Channel,
    Reason,
    Priority,
    Account,
    ActivityType,
    Stage,
    SurveyKind,
    Status,
    Age,
    Idle,
    Tag,
    AccountAttribute,
    TicketAttribute,
}

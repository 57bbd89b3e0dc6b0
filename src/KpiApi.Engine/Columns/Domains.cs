using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Columns;

internal static class Domains
{
    /// <summary>Whose names a dimension's values are.</summary>
    public static Domain Of(Dimension dimension) => dimension switch
    {
        Dimension.Agent => Domain.Agent,
        Dimension.Team => Domain.Team,
        Dimension.Channel => Domain.Channel,
        Dimension.Reason => Domain.Reason,
        Dimension.Priority => Domain.Priority,
        Dimension.Account => Domain.Account,
        Dimension.ActivityType => Domain.ActivityType,
        _ => Domain.SurveyKind,
    };
}

using KpiApi.Engine.Facts;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Columns.Schema;

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
        Dimension.Stage => Domain.Stage,
        Dimension.SurveyKind => Domain.SurveyKind,
        Dimension.Status => Domain.Status,
        Dimension.Age => Domain.Age,
        _ => Domain.Idle,
    };

    /// <summary>Names that the source knows, in the order of their codes from 1; the others come from the data.</summary>
    public static IReadOnlyList<string> FixedNames(Domain domain) => domain switch
    {
        Domain.SurveyKind => SurveyKindNames.All,
        Domain.Status => StatusNames.All,
        Domain.Age => AgeBands.Age,
        Domain.Idle => AgeBands.Idle,
        _ => [],
    };
}

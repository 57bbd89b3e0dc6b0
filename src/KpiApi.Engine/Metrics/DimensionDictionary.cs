using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Metrics;

internal static class DimensionDictionary
{
    /// <summary>The dictionary that has the names of a dimension's values.</summary>
    public static DictionaryId Of(Dimension dimension) => dimension switch
    {
        Dimension.Agent => DictionaryId.Agent,
        Dimension.Team => DictionaryId.Team,
        Dimension.Channel => DictionaryId.Channel,
        Dimension.Reason => DictionaryId.Reason,
        Dimension.Priority => DictionaryId.Priority,
        Dimension.Account => DictionaryId.Account,
        Dimension.ActivityType => DictionaryId.ActivityType,
        Dimension.Stage => DictionaryId.Stage,
        Dimension.SurveyKind => DictionaryId.SurveyKind,
        Dimension.Status => DictionaryId.Status,
        Dimension.Age => DictionaryId.Age,
        _ => DictionaryId.Idle,
    };
}

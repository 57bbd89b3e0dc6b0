using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Metrics;

internal static class DimensionDictionary
{
    /// <summary>The names of a dimension's values.</summary>
    public static NameDictionary Of(this NameDictionaries names, Dimension dimension) => names[dimension.Kind switch
    {
        DimensionKind.AccountAttribute => DictionaryId.AccountAttribute + names.Attributes.Account.Index(dimension.Attribute),
        DimensionKind.TicketAttribute => DictionaryId.TicketAttribute + names.Attributes.Ticket.Index(dimension.Attribute),
        _ => Of(dimension.Kind),
    }];

    /// <summary>Of a list of ids the place of one that it has.</summary>
    public static int Index(this IReadOnlyList<string> ids, string? id)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i] == id)
                return i;
        }
        throw new ArgumentException($"There are no columns for the attribute '{id}'.", nameof(id));
    }

    /// <summary>The dictionary of a dimension that is no attribute.</summary>
    public static DictionaryId Of(DimensionKind dimension) => dimension switch
    {
        DimensionKind.Agent => DictionaryId.Agent,
        DimensionKind.Team => DictionaryId.Team,
        DimensionKind.Channel => DictionaryId.Channel,
        DimensionKind.Reason => DictionaryId.Reason,
        DimensionKind.Priority => DictionaryId.Priority,
        DimensionKind.Account => DictionaryId.Account,
        DimensionKind.ActivityType => DictionaryId.ActivityType,
        DimensionKind.Stage => DictionaryId.Stage,
        DimensionKind.SurveyKind => DictionaryId.SurveyKind,
        DimensionKind.Status => DictionaryId.Status,
        DimensionKind.Age => DictionaryId.Age,
        DimensionKind.Tag => DictionaryId.Tag,
        _ => DictionaryId.Idle,
    };
}

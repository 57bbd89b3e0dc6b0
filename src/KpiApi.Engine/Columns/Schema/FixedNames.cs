using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>Dictionaries whose names are in the source, in the order of their codes from 1; the names of the others come from the data.</summary>
internal static class FixedNames
{
    public static IReadOnlyList<string> Of(DictionaryId dictionary) => dictionary switch
    {
        DictionaryId.SurveyKind => SurveyKindNames.All,
        DictionaryId.Status => StatusNames.All,
        DictionaryId.Age => AgeBands.Age,
        DictionaryId.Idle => AgeBands.Idle,
        _ => [],
    };
}

using System.Text.Json;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>Dictionaries whose names are in the source, in the order of their codes from 1; the names of the others come from the data.</summary>
internal static class FixedNames
{
    /// <summary>Of a flag: it leaves as yes or no of the format, not as these words.</summary>
    public static IReadOnlyList<string> NoAndYes { get; } = ["no", "yes"];

    /// <summary>Of an enumeration that is no dictionary: its members in snake case.</summary>
    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static IReadOnlyList<string> Of(DictionaryId dictionary) => dictionary switch
    {
        DictionaryId.SurveyKind => SurveyKindNames.All,
        DictionaryId.Status => StatusNames.All,
        DictionaryId.Age => AgeBands.Age,
        DictionaryId.Idle => AgeBands.Idle,
        _ => [],
    };
}

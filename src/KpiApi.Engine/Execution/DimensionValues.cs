using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Execution;

/// <summary>The values that a dimension has had, for filter menus.</summary>
public static class DimensionValues
{
    /// <summary>
    /// Each value with the facts that have it now: tickets, for <c>activityType</c> agents' events, for <c>surveyKind</c> answers.
    /// The most frequent first, then by name; null is "no value". Agents who were only ever credited with others' tickets have 0.
    /// </summary>
    public static IReadOnlyList<(string? Value, long Count)> Of(FactSnapshot snapshot, Dimension dimension)
    {
        var source = dimension switch
        {
            Dimension.ActivityType => Source.Activity,
            Dimension.SurveyKind => Source.Answer,
            _ => Source.Created,
        };
        var vocabulary = snapshot.Vocabularies[Domains.Of(dimension)];
        var counts = new long[vocabulary.Count];
        using var reader = new ChunkReader();
        for (var index = 0; index < snapshot.Chunks.Length; index++)
        {
            reader.Open(snapshot.Chunks[index], index);
            var codes = reader.Codes(source.Column(dimension)!, source.Table);
            var instants = reader.Longs(source.At, source.Table);
            for (var row = 0; row < codes.Length; row++)
                counts[codes[row]] += instants[row] == LongColumn.Null ? 0 : 1;
        }
        return [.. counts
            .Select((count, code) => (Value: vocabulary.Name(code), Count: count))
            .Where(v => v.Value is not null || v.Count > 0)
            .OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal)];
    }
}

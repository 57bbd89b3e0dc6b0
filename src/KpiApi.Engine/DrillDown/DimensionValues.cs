using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.DrillDown;

/// <summary>The values that a dimension has had, for filter menus.</summary>
public static class DimensionValues
{
    /// <summary>
    /// Each value with the facts that have it now: tickets, for <c>activityType</c> agents' events, for <c>surveyKind</c> answers,
    /// for <c>stage</c> visits that ended, for <c>status</c> open tickets.
    /// The most frequent first, then by name; null is "no value". Agents who were only ever credited with others' tickets have 0.
    /// </summary>
    public static IReadOnlyList<(string? Value, long Count)> Of(FactSnapshot snapshot, Dimension dimension, CancellationToken cancel = default)
    {
        var source = SourceOf(dimension);
        var names = snapshot.Names.Of(dimension);
        var lookup = dimension.Lookup(snapshot)?.Values;
        var sets = dimension == Dimension.Tag ? snapshot.Names[DictionaryId.TagSet] : null;
        var counts = new long[(sets ?? names).Count];
        using var reader = new ChunkReader();
        for (var index = 0; index < snapshot.Chunks.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            reader.Open(snapshot.Chunks[index], index);
            // Age and idle time depend on the moment, so their bands are told without a count.
            if (source.Column(dimension, snapshot.Attributes) is not { } field)
                break;
            var codes = reader.Codes(field, source.Table);
            var instants = reader.Longs(source.Until ?? source.At, source.Table);
            var isOpen = source.Until is not null;
            for (var row = 0; row < codes.Length; row++)
                counts[lookup is null ? codes[row] : lookup[codes[row]]] += instants[row] == LongColumn.Null == isOpen ? 1 : 0;
        }
        return [.. (sets is null ? counts : OfMembers(counts, sets, names.Count))
            .Select((count, code) => (Value: names.Name(code), Count: count))
            .Where(v => v.Value is not null || v.Count > 0)
            .OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal)];
    }

    /// <summary>A ticket counts in each of its tags.</summary>
    private static long[] OfMembers(long[] ofSets, NameDictionary sets, int members)
    {
        var counts = new long[members];
        counts[0] = ofSets[0];
        for (var set = 1; set < ofSets.Length; set++)
        {
            foreach (var member in sets.Members(set))
                counts[member] += ofSets[set];
        }
        return counts;
    }

    public static QueryCost Cost(FactSnapshot snapshot, Dimension dimension) =>
        QueryCost.OfRows(snapshot.Chunks.Sum(chunk => (long)chunk.RowCount(SourceOf(dimension).Table)) + snapshot.Names.Of(dimension).Count);

    private static Source SourceOf(Dimension dimension) => dimension.Kind switch
    {
        DimensionKind.ActivityType => Source.Activity,
        DimensionKind.SurveyKind => Source.Answer,
        DimensionKind.Stage => Source.StageLeft,
        DimensionKind.Status => Source.Open,
        _ => Source.Created,
    };
}

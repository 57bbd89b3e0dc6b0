using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>Where a dimension's codes come from.</summary>
/// <param name="Field">Null for a dimension that is no column.</param>
/// <param name="Lookup">What its codes are looked up in; null where they are those of the dimension.</param>
/// <param name="Sets">For tags: its codes are those of sets, whose members are those of the dimension.</param>
internal readonly record struct GroupColumn(CodeField? Field, AccountLookup? Lookup = null, NameDictionary? Sets = null)
{
    public static GroupColumn Of(Source source, Dimension dimension, FactSnapshot snapshot) =>
        new(source.Column(dimension, snapshot.Attributes), dimension.Lookup(snapshot), dimension == Dimension.Tag ? snapshot.Names[DictionaryId.TagSet] : null);

    /// <summary>Of one row of the open chunk; of tags that of their set.</summary>
    public int Code(ChunkReader reader, FactTable table, int row)
    {
        var code = reader.Codes(Field!, table)[row];
        return Lookup is { } lookup ? lookup.Values[code] : code;
    }
}

using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>A filter of a query as codes of one column.</summary>
/// <param name="Passes">By code of the column; codes beyond do not pass.</param>
/// <param name="Lookup">What the values were looked up in: then those of the filter are no names of the column.</param>
internal sealed record CodeFilter(Filter Filter, CodeField Field, bool[] Passes, AccountLookup? Lookup = null)
{
    /// <summary>The same codes, prepared for many rows at a time.</summary>
    public CodeSet Codes { get; } = new(Passes);

    /// <summary>One value of many passes, so its rows are looked up.</summary>
    public bool IsRare => Passes.Length > CodeColumn.RareIn && Codes is { Compared: [_], AreOut: false };

    /// <summary>The filters whose dimensions are columns of the source.</summary>
    public static CodeFilter[] Of(IEnumerable<Filter> filters, Source source, FactSnapshot snapshot) =>
        [.. filters.Where(f => !source.IsMoving(f.Dimension)).Select(f => Of(f, source, snapshot))];

    /// <summary>Which codes a filter lets pass; values that no fact ever had let nothing pass.</summary>
    public static bool[] PassesOf(Filter filter, NameDictionaries dictionaries)
    {
        var names = dictionaries.Of(filter.Dimension);
        var passes = new bool[names.Count];
        foreach (var value in filter.Values)
        {
            if ((value is null ? 0 : names.Find(value)) is { } code)
                passes[code] = true;
        }
        return filter.Excluded ? Array.ConvertAll(passes, p => !p) : passes;
    }

    /// <summary>Values of accounts become the accounts that have them, and tags the sets that have one, so that rows are chosen as by any code.</summary>
    private static CodeFilter Of(Filter filter, Source source, FactSnapshot snapshot)
    {
        if (filter.Dimension == Dimension.Tag)
            return new CodeFilter(filter, source.Column(filter.Dimension, snapshot.Attributes)!, PassesOfSets(filter, snapshot.Names));
        var (column, passes) = (source.Column(filter.Dimension, snapshot.Attributes)!, PassesOf(filter, snapshot.Names));
        return filter.Dimension.Lookup(snapshot) is { } lookup
            ? new CodeFilter(filter, column, Array.ConvertAll(lookup.Values, value => passes[value]), lookup)
            : new CodeFilter(filter, column, passes);
    }

    /// <summary>A set passes that has any of the tags; where they are excluded, one that has none.</summary>
    private static bool[] PassesOfSets(Filter filter, NameDictionaries dictionaries)
    {
        var (has, sets) = (PassesOf(filter with { Excluded = false }, dictionaries), dictionaries[DictionaryId.TagSet]);
        var passes = new bool[sets.Count];
        for (var set = 0; set < passes.Length; set++)
        {
            var isAny = set == 0 && has[0];
            foreach (var tag in sets.Members(set))
                isAny |= has[tag];
            passes[set] = isAny != filter.Excluded;
        }
        return passes;
    }
}

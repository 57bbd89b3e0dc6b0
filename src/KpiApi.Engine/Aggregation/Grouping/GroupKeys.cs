using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>Turns the codes of the groups' dimensions into one number and back: mixed radix over the sizes of the dictionaries.</summary>
internal sealed class GroupKeys
{
    private readonly NameDictionary[] _names;

    /// <param name="dimensions">At most three of less than two million values each, so the product fits.</param>
    /// <param name="names">Of the snapshot that is asked, so that every plan for it makes the same keys.</param>
    public GroupKeys(IReadOnlyList<Dimension> dimensions, NameDictionaries names)
    {
        _names = [.. dimensions.Select(d => names.Of(d))];
        Strides = new ulong[dimensions.Count];
        var stride = 1UL;
        for (var i = dimensions.Count - 1; i >= 0; i--)
        {
            Strides[i] = stride;
            stride = checked(stride * (ulong)_names[i].Count);
        }
        Count = stride;
    }

    /// <summary>Of each dimension.</summary>
    public ulong[] Strides { get; }

    /// <summary>Keys there can be.</summary>
    public ulong Count { get; }

    public string?[] Names(ulong key)
    {
        var names = new string?[Strides.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = Name(key, i);
        return names;
    }

    /// <summary>Of one dimension, by its place.</summary>
    public string? Name(ulong key, int dimension) => NameOf(Code(key, dimension), dimension);

    public string? NameOf(int code, int dimension) => _names[dimension].Name(code);

    public int Code(ulong key, int dimension) => (int)((dimension == 0 ? key : key % Strides[dimension - 1]) / Strides[dimension]);

    /// <summary>Of the codes of a dimension; null unless its names were sorted.</summary>
    public int[]? Places(int dimension) => _names[dimension].Places;

    /// <summary>Likewise, after sorting all names of the dimension.</summary>
    public int[] SortNames(int dimension) => _names[dimension].SortNames();

    /// <summary>Codes that a dimension has.</summary>
    public int CodeCount(int dimension) => _names[dimension].Count;
}

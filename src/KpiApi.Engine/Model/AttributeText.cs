namespace KpiApi.Engine.Model;

/// <summary>Declared attributes as they are kept: a line each, <c>tier=gold</c>, in the order of their ids. No id has an equals sign, and no value a line break.</summary>
public static class AttributeText
{
    /// <summary>By id; null where there is none.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string? text)
    {
        if (text is null)
            return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                values[line[..at]] = line[(at + 1)..];
        }
        return values;
    }

    /// <summary>What becomes of them when some are changed.</summary>
    /// <param name="changed">Those that have a new value.</param>
    /// <param name="cleared">Ids of those that have none any more.</param>
    public static string? Merge(string? text, string? changed, IReadOnlyList<string> cleared)
    {
        if (text is null)
            return changed;
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, value) in Parse(text)!)
            if (!cleared.Contains(id))
                values[id] = value;
        foreach (var (id, value) in Parse(changed) ?? new Dictionary<string, string>())
            values[id] = value;
        return Write(values);
    }

    /// <summary>Equal for equal values; null for none.</summary>
    public static string? Write(SortedDictionary<string, string> values) => values.Count == 0 ? null : string.Join('\n', values.Select(value => $"{value.Key}={value.Value}"));
}

namespace KpiApi.Engine.Queries;

/// <summary>
/// A query as somebody asked it: names and texts, nothing checked. REST and GraphQL both make one of these, and only
/// <see cref="QueryParser"/> reads it.
/// </summary>
public sealed class KpiRequest
{
    private readonly Dictionary<string, List<string?>> _parameters = new(StringComparer.Ordinal);

    /// <summary>Names in the order in which they first came.</summary>
    public IEnumerable<string> Names => _parameters.Keys;

    /// <summary>Every value with the name of its parameter.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> All => [.. _parameters.SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))];

    /// <summary>Adds a value; null means "no value" and has a meaning in filters only.</summary>
    public KpiRequest Add(string name, string? value)
    {
        if (!_parameters.TryGetValue(name, out var values))
            _parameters[name] = values = [];
        values.Add(value);
        return this;
    }

    /// <summary>Adds a parameter without a value, such as an empty list of a filter.</summary>
    public KpiRequest Add(string name)
    {
        _parameters.TryAdd(name, []);
        return this;
    }

    /// <summary>Takes parameters out that somebody else has read.</summary>
    public void RemoveAll(IEnumerable<string> names)
    {
        foreach (var name in names)
            _parameters.Remove(name);
    }

    public IReadOnlyList<string?> Values(string name) => _parameters.TryGetValue(name, out var values) ? values : [];
}

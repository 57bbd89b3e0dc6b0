using System.Globalization;

namespace KpiApi.Engine.Queries;

/// <summary>Reads one parameter after the other and keeps every error on the way.</summary>
internal sealed class ParameterReader(KpiRequest request)
{
    public List<QueryError> Errors { get; } = [];

    public void Fail(string code, string? parameter, string? value, string message, string? nearest = null) =>
        Errors.Add(new QueryError(code, parameter, value, message, nearest));

    public bool Has(string name) => request.Names.Contains(name);

    /// <summary>The value of a parameter that can be given once; null when absent.</summary>
    public string? Single(string name)
    {
        var values = request.Values(name);
        if (values.Count > 1)
            Fail("given_twice", name, string.Join(", ", values), $"'{name}' takes one value and was given {values.Count}.");
        if (values.Count > 0 && string.IsNullOrEmpty(values[0]))
        {
            Fail("empty", name, values[0], $"'{name}' is empty. Leave it out to get its default.");
            return null;
        }
        return values.Count == 0 ? null : values[0];
    }

    /// <summary>Comma-separated values, repeated or not, in order and without repetitions.</summary>
    public IReadOnlyList<string> List(string name)
    {
        var items = new List<string>();
        foreach (var item in request.Values(name).SelectMany(v => (v ?? "").Split(',')))
        {
            var word = item.Trim();
            if (word.Length == 0)
                Fail("empty", name, item, $"'{name}' has an empty item.");
            else if (!items.Contains(word))
                items.Add(word);
        }
        return items;
    }

    /// <summary>The index of the value among the names allowed, or of the default.</summary>
    public int Choice(string name, IReadOnlyList<string> allowed, int byDefault = 0)
    {
        if (Single(name) is not { } value)
            return byDefault;
        for (var i = 0; i < allowed.Count; i++)
        {
            if (allowed[i] == value)
                return i;
        }
        Unknown("invalid_value", name, value, $"'{value}' is no {name}.", allowed);
        return byDefault;
    }

    public int Integer(string name, int min, int max, int byDefault)
    {
        if (Single(name) is not { } value)
            return byDefault;
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Fail("invalid_value", name, value, $"'{name}' is a whole number from {min} to {max}.");
        return byDefault;
    }

    public bool Flag(string name) => Choice(name, ["false", "true"]) == 1;

    /// <summary>An error that names the nearest of the valid values, and all of them while they are few.</summary>
    public void Unknown(string code, string? parameter, string value, string message, IEnumerable<string> valid)
    {
        var all = valid as IReadOnlyCollection<string> ?? [.. valid];
        var list = all.Count is > 0 and <= 40 ? $" Valid: {string.Join(", ", all)}." : "";
        Fail(code, parameter, value, message + list, Nearest.To(value, all));
    }
}

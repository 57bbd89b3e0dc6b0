using System.Globalization;
using KpiApi.Engine.Spelling;

namespace KpiApi.Engine.Queries;

/// <summary>Reads one parameter after the other and keeps every error on the way.</summary>
internal sealed class ParameterReader(KpiRequest request)
{
    /// <summary>A list of valid values helps while it is short.</summary>
    private const int MaxListed = 40;

    private const int Shares = 5;

    private int _comparisons = Nearest.ComparisonsOfRequest;

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
    /// <param name="name">Of the parameter.</param>
    /// <param name="max">More are an error, and are not looked at.</param>
    public IReadOnlyList<string> List(string name, int max)
    {
        var items = new List<string>();
        var given = request.Values(name);
        var count = given.Sum(v => 1L + (v ?? "").AsSpan().Count(','));
        if (count > max)
        {
            Fail("too_many", name, null, $"'{name}' takes at most {max} items and was given {count}.");
            return items;
        }
        foreach (var item in given.SelectMany(v => (v ?? "").Split(',')))
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

    /// <summary><c>orderBy=-createdAt</c>: the place of the column, and whether it falls. Null when nothing is said, or nothing valid.</summary>
    /// <param name="items">What is ordered, for an error.</param>
    public (int Column, bool Descending)? Order(IReadOnlyList<string> columns, string items)
    {
        if (Single("orderBy") is not { } text)
            return null;
        var descending = text[0] == '-';
        var column = descending ? text[1..] : text;
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] == column)
                return (i, descending);
        }
        Unknown("unknown_column", "orderBy", text, $"{items} can't be ordered by '{column}'.", columns);
        return null;
    }

    public bool Flag(string name) => Choice(name, ["false", "true"]) == 1;

    /// <summary>An error that names the nearest of the valid values, and all of them while they are few.</summary>
    /// <param name="candidates">What the nearest is looked for among, if not the valid values themselves.</param>
    public void Unknown(string code, string? parameter, string value, string message, IEnumerable<string> valid, IEnumerable<string>? candidates = null)
    {
        var first = valid.Take(MaxListed + 1).ToList();
        var list = first.Count is > 0 and <= MaxListed ? $" Valid: {string.Join(", ", first)}." : "";
        Fail(code, parameter, value, message + list, Suggestion(value, candidates ?? valid));
    }

    /// <summary>The nearest valid value; null when none is near, or when the request has had enough compared.</summary>
    public string? Suggestion(string value, IEnumerable<string> valid)
    {
        // Each gets its share, so that the first does not use up what others need.
        var share = Math.Min(_comparisons, Nearest.ComparisonsOfRequest / Shares);
        var left = share;
        var nearest = Nearest.To(value, valid, ref left);
        _comparisons -= share - left;
        return nearest;
    }
}

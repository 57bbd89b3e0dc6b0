using KpiApi.Engine.Calendars;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;
using NodaTime;

namespace KpiApi.Ingest.Csv;

/// <summary>How the columns and cells of a CSV body are to be read.</summary>
internal sealed record CsvParameters
{
    public const string Map = "map";
    public const string Ignore = "ignore";
    public const string Values = "values";
    public const string TimeZone = "timeZone";
    public const string Dates = "dates";
    public const string Decimal = "decimal";
    public const string Empty = "empty";

    /// <summary>Stands for every column that is no field.</summary>
    private const string Any = "*";

    public static readonly IReadOnlyList<string> All = [Map, Ignore, Values, TimeZone, Dates, Decimal, Empty];

    /// <summary>The column's name by field, where it is another than the field's.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; private init; } = new Dictionary<string, string>();

    /// <summary>Columns that are left out.</summary>
    public IReadOnlySet<string> Ignored { get; private init; } = new HashSet<string>();

    /// <summary>Whether a column that is no field is left out.</summary>
    public bool IgnoresUnknown => Ignored.Contains(Any);

    /// <summary>By field, what stands for a word, letter case aside.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Words { get; private init; } = new Dictionary<string, Dictionary<string, string>>();

    /// <summary>Of times without an offset; null makes them an error.</summary>
    public DateTimeZone? Zone { get; private init; }

    /// <summary>Of dates that are not written as ISO 8601 has them; null makes them an error.</summary>
    public DateOrder? Order { get; private init; }

    /// <summary>1234,56 and 1.234,56.</summary>
    public bool HasDecimalComma { get; private init; }

    /// <summary>An empty cell clears what is stored.</summary>
    public bool EmptyClears { get; private init; }

    public static CsvParameters Read<T>(Contract<T> contract, IQueryCollection query, List<RequestError> errors)
    {
        string[] fields = [.. contract.TableFields.Select(field => field.Name)];
        return new()
        {
            Zone = ReadZone(query, errors),
            Columns = ReadMap(contract, fields, query, errors),
            Ignored = query[Ignore].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal),
            Words = ReadWords(contract, fields, query, errors),
            Order = ReadChoice(query, Dates, ["dmy", "mdy", "ymd"], errors) switch { "dmy" => DateOrder.Dmy, "mdy" => DateOrder.Mdy, "ymd" => DateOrder.Ymd, _ => null },
            HasDecimalComma = ReadChoice(query, Decimal, [",", "."], errors) == ",",
            EmptyClears = ReadChoice(query, Empty, ["absent", "clear"], errors) == "clear",
        };
    }

    private static DateTimeZone? ReadZone(IQueryCollection query, List<RequestError> errors)
    {
        if (query[TimeZone] is not [.., { } name]) return null;
        var zone = TimeZones.Find(name);
        if (zone is null)
            errors.Add(new("unknown_time_zone", $"'{name}' is no time zone; one is a name like Europe/Berlin.")
            {
                Parameter = TimeZone,
                Value = name,
                Nearest = TimeZones.Nearest(name),
            });
        return zone;
    }

    private static Dictionary<string, string> ReadMap<T>(Contract<T> contract, string[] fields, IQueryCollection query, List<RequestError> errors)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query[Map].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (pair.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } column])
                errors.Add(Wrong(Map, "invalid_value", pair, $"'{pair}' is no pair of a field and its column, like createdAt:Opened."));
            else if (!fields.Contains(name))
                errors.Add(UnknownField(contract.Singular, Map, name, fields));
            else if (!columns.TryAdd(name, column))
                errors.Add(Wrong(Map, "given_twice", name, $"{name} is mapped more than once."));
        }

        return columns;
    }

    private static Dictionary<string, Dictionary<string, string>> ReadWords<T>(Contract<T> contract, string[] fields, IQueryCollection query, List<RequestError> errors)
    {
        var words = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var one in query[Values].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (one.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, var pair] || pair.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } word, var meaning])
                errors.Add(Wrong(Values, "invalid_value", one, $"'{one}' does not say what a word of a field stands for, like status:Closed=closed."));
            else if (!fields.Contains(name))
                errors.Add(UnknownField(contract.Singular, Values, name, fields));
            else if (!(words.TryGetValue(name, out var known) ? known : words[name] = new(StringComparer.OrdinalIgnoreCase)).TryAdd(word, meaning))
                errors.Add(Wrong(Values, "given_twice", one, $"{word} of {name} is translated more than once."));
        }

        return words;
    }

    /// <summary>Null when it is not given, or wrong, and reported then.</summary>
    private static string? ReadChoice(IQueryCollection query, string parameter, string[] choices, List<RequestError> errors)
    {
        if (query[parameter] is not [.., { } value]) return null;
        if (choices.Contains(value)) return value;
        errors.Add(new("unknown_value", $"{parameter} is one of: {string.Join(' ', choices)}", Nearest.To(value, choices)) { Parameter = parameter, Value = value });
        return null;
    }

    private static RequestError UnknownField(string singular, string parameter, string name, string[] fields) =>
        Wrong(parameter, "unknown_field", name, $"A {singular} has no field {name}.") with { Nearest = Nearest.To(name, fields) };

    private static RequestError Wrong(string parameter, string code, string value, string message) => new(code, message) { Parameter = parameter, Value = value };
}

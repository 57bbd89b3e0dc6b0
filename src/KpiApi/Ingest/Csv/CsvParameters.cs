using KpiApi.Engine.Calendars;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;
using NodaTime;

namespace KpiApi.Ingest.Csv;

/// <summary>How the columns of a CSV body are to be read.</summary>
/// <param name="Zone">Of times without an offset; null makes them an error.</param>
/// <param name="Columns">The column's name by field, where it is another than the field's.</param>
internal sealed record CsvParameters(DateTimeZone? Zone, IReadOnlyDictionary<string, string> Columns)
{
    public const string Map = "map";
    public const string TimeZone = "timeZone";

    public static CsvParameters Read<T>(Contract<T> contract, IQueryCollection query, List<RequestError> errors) =>
        new(ReadZone(query, errors), ReadMap(contract, query, errors));

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

    private static Dictionary<string, string> ReadMap<T>(Contract<T> contract, IQueryCollection query, List<RequestError> errors)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query[Map].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (pair.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } column])
                errors.Add(Wrong("invalid_value", pair, $"'{pair}' is no pair of a field and its column, like createdAt:Opened.", null));
            else if (!contract.TableFields.Any(field => field.Name == name))
                errors.Add(Wrong("unknown_field", name, $"A {contract.Singular} has no field {name}.", Nearest.To(name, contract.TableFields.Select(field => field.Name))));
            else if (!columns.TryAdd(name, column))
                errors.Add(Wrong("given_twice", name, $"{name} is mapped more than once.", null));
        }

        return columns;
    }

    private static RequestError Wrong(string code, string value, string message, string? nearest) =>
        new(code, message) { Parameter = Map, Value = value, Nearest = nearest };
}

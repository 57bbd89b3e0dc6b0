using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Ingest.Csv;

/// <summary>Matches the header row of a CSV body with the fields of its resource.</summary>
internal static class CsvColumns
{
    /// <summary>The field of each column, in the order of the columns.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <param name="names">The column's name by field, where it is another.</param>
    /// <param name="errors">Gets everything that is wrong; the result is not to be used then.</param>
    public static List<Field> Match<T>(Contract<T> contract, IReadOnlyList<string> header, IReadOnlyDictionary<string, string> names, List<RequestError> errors)
    {
        var fieldOf = contract.TableFields.ToLookup(field => names.GetValueOrDefault(field.Name) ?? field.Name, StringComparer.Ordinal);
        var fields = new List<Field>(header.Count);
        foreach (var column in header)
        {
            if (fieldOf[column].Count() != 1) errors.Add(Unmatched(contract.Singular, column, [.. fieldOf[column]], fieldOf.Select(known => known.Key)));
            else if (fields.Contains(fieldOf[column].Single())) errors.Add(new("duplicate_column", $"There is more than one column {column}.") { Value = column });
            else fields.Add(fieldOf[column].Single());
        }

        foreach (var (field, column) in names.Where(name => !header.Contains(name.Value)))
            errors.Add(new("unknown_column", $"There is no column {column} for {field}.") { Parameter = CsvParameters.Map, Value = column, Nearest = Nearest.To(column, header) });
        foreach (var field in contract.Fields.Where(field => field.Required && !names.ContainsKey(field.Name) && !header.Contains(field.Name)))
            errors.Add(new("required", $"There is no column {field.Name}, which every {contract.Singular} needs.") { Pointer = field.Pointer });
        return fields;
    }

    private static RequestError Unmatched(string singular, string column, List<Field> fields, IEnumerable<string> known) => fields.Count == 0
        ? new("unknown_column", $"A {singular} has no field {column}; map it, or leave the column out.") { Value = column, Nearest = Nearest.To(column, known) }
        : new("conflict", $"The column {column} is for {string.Join(" and ", fields.Select(field => field.Name))} at once.") { Value = column };
}

using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Ingest.Csv;

/// <summary>Matches the header row of a CSV body with the fields of its resource.</summary>
internal static class CsvColumns
{
    /// <summary>The field of each column, in the order of the columns; null for one that is left out.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <param name="errors">Gets everything that is wrong; the result is not to be used then.</param>
    public static List<Field?> Match<T>(Contract<T> contract, IReadOnlyList<string> header, CsvParameters parameters, List<RequestError> errors)
    {
        var names = parameters.Columns;
        var fieldOf = contract.TableFields.ToLookup(field => names.GetValueOrDefault(field.Name) ?? field.Name, StringComparer.Ordinal);
        var fields = new List<Field?>(header.Count);
        foreach (var column in header)
        {
            var found = fieldOf[column].ToList();
            // Spreadsheets leave columns without a name behind.
            if (column.Length == 0 || parameters.Ignored.Contains(column) || (found.Count == 0 && parameters.IgnoresUnknown)) fields.Add(null);
            else if (found.Count != 1) errors.Add(found.Count == 0 ? Unknown(contract.Singular, column, fieldOf.Select(known => known.Key)) : Conflict(column, found));
            else if (fields.Contains(found[0])) errors.Add(new("duplicate_column", $"There is more than one column {column}.") { Value = column });
            else fields.Add(found[0]);
        }

        foreach (var (field, column) in names.Where(name => !header.Contains(name.Value)))
            errors.Add(new("unknown_column", $"There is no column {column} for {field}.") { Parameter = CsvParameters.Map, Value = column, Nearest = Nearest.To(column, header) });
        if (!names.ContainsKey(contract.Id.Name) && !header.Contains(contract.Id.Name))
            errors.Add(new("required", $"There is no column {contract.Id.Name}, which every {contract.Singular} needs; if it has another name, say so: map={contract.Id.Name}:Number.") { Pointer = contract.Id.Pointer });
        return fields;
    }

    private static RequestError Unknown(string singular, string column, IEnumerable<string> known)
    {
        var nearest = Nearest.To(column, known);
        var meant = nearest is null ? $"if it is one, say which: map=field:{column}" : $"if it is {nearest}, say so: map={nearest}:{column}";
        return new("unknown_column", $"A {singular} has no field {column}; {meant}. Leave it out with ignore={column}, or all such columns with ignore=*.", nearest) { Value = column };
    }

    private static RequestError Conflict(string column, List<Field> fields) =>
        new("conflict", $"The column {column} is for {string.Join(" and ", fields.Select(field => field.Name))} at once.") { Value = column };
}

using System.Globalization;
using DuckDB.NET.Data;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>
/// A column of a table in DuckDB. Tables are wide: a row has the values of its ticket too, so that DuckDB joins nothing, as the engine does not,
/// in which the rows of a ticket lie side by side.
/// </summary>
/// <param name="Number">Null unless it is a column of numbers.</param>
/// <param name="Code">Null unless it is one of names or flags. Without either it is the number of the row's ticket.</param>
internal sealed record WideColumn(FactTable Table, LongField? Number, CodeField? Code)
{
    private const int Yes = 2;

    public string Name => Number is null && Code is null ? "ticket" : (IsOfTicket ? "ticket_" : "") + (Number?.Name ?? Code!.Name);

    /// <summary>Columns of one dictionary share one type.</summary>
    public string EnumName => string.Create(CultureInfo.InvariantCulture, $"names_{(Code!.DictionaryId == DictionaryId.Fixed ? $"of_{Code.Ordinal}" : (int)Code.DictionaryId)}");

    public bool IsFlag => Code is not null && ReferenceEquals(Code.Names, FixedNames.NoAndYes);

    private bool IsOfTicket => (Number?.Table ?? Code?.Table ?? Table) != Table;

    /// <summary>By code; null for "no value".</summary>
    public IReadOnlyList<string?> Names(FactSnapshot snapshot) => Code!.DictionaryId == DictionaryId.Fixed
        ? [null, .. Code.Names]
        : [.. Enumerable.Range(0, snapshot.Names[Code.DictionaryId].Count).Select(snapshot.Names[Code.DictionaryId].Name)];

    /// <summary>As small as it can be: milliseconds of most durations fit 4 bytes, names are codes of an enumeration.</summary>
    public string Type(FactSnapshot snapshot) => this switch
    {
        { IsFlag: true } => "BOOLEAN",
        { Code: not null } => EnumName,
        { Number: { } number } when snapshot.Chunks.Any(chunk => chunk.Long(number) is var values && values.Min <= values.Max && values.Max > int.MaxValue) => "BIGINT",
        _ => "INTEGER",
    };

    /// <summary>Appends the value of a row of the open chunk.</summary>
    public Action<IDuckDBAppenderRow, int> Appender(ChunkReader reader, FactSnapshot snapshot)
    {
        if (Code is not null)
        {
            var (codes, names) = (reader.Codes(Code, Table).ToArray(), Names(snapshot));
            return IsFlag ? (to, row) => to.AppendValue(codes[row] == 0 ? null : codes[row] == Yes) : (to, row) => to.AppendValue(names[codes[row]]);
        }
        if (Number is null)
        {
            var (owners, first) = (reader.Owners(Table).ToArray(), reader.FirstOwner);
            return (to, row) => to.AppendValue((int?)(first + owners[row]));
        }
        var numbers = reader.Longs(Number, Table).ToArray();
        return Type(snapshot) == "BIGINT"
            ? (to, row) => to.AppendValue(numbers[row] == LongColumn.Null ? null : numbers[row])
            : (to, row) => to.AppendValue(numbers[row] == LongColumn.Null ? null : (int?)numbers[row]);
    }

    /// <summary>Bytes that the engine keeps columns in: what a question touches that reads all of them whole.</summary>
    public static long PackedBytes(FactSnapshot snapshot, IReadOnlySet<WideColumn> columns) => snapshot.Chunks.Sum(chunk =>
        columns.Sum(column => (long)(column.Number is { } number ? chunk.Long(number).SizeBytes : column.Code is { } code ? chunk.Codes(code).SizeBytes : 0))
        // Whose ticket a row is of is read once a table.
        + columns.Where(column => column.IsOfTicket || column is { Number: null, Code: null }).Select(column => column.Table).Distinct().Sum(table => (long)chunk.Owners(table).SizeBytes));
}

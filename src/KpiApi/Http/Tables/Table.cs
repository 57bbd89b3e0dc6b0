using KpiApi.Engine.Model;

namespace KpiApi.Http.Tables;

/// <summary>A table to be written in any format. Its rows are made while they are written and read once.</summary>
/// <param name="FillBatch">Fills the columns of a batch that has no rows with the next ones, and sets their number; leaves it at 0 at the end.</param>
internal sealed record Table(IReadOnlyList<TableColumn> Columns, Action<TableBatch, CancellationToken> FillBatch)
{
    /// <summary>Rows at most, so that a short table takes little memory; null when it is not known.</summary>
    public int? MaxRows { get; init; }

    /// <summary>What a workbook shows about the table on a second sheet, row by row; empty for none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Notes { get; init; } = [];

    /// <summary>A table of items that are in memory already.</summary>
    /// <param name="fields">Of each column what sets its value in a row.</param>
    public static Table Of<T>(IEnumerable<T> items, IReadOnlyList<TableField<T>> fields)
    {
        // Read only once, so it is never left undisposed but by an answer that breaks off, and items in memory hold nothing.
        var rest = items.GetEnumerator();
        return new([.. fields.Select(field => field.Column)], (batch, cancel) =>
        {
            while (!batch.IsFull && rest.MoveNext())
            {
                cancel.ThrowIfCancellationRequested();
                for (var i = 0; i < fields.Count; i++)
                    fields[i].Set(batch[i], batch.Count, rest.Current);
                batch.Count++;
            }
        })
        { MaxRows = items.TryGetNonEnumeratedCount(out var count) ? count : null };
    }
}

/// <summary>A column of a table of items.</summary>
/// <param name="Set">Sets its value of an item in a row.</param>
internal sealed record TableField<T>(TableColumn Column, Action<ColumnValues, int, T> Set)
{
    public static TableField<T> Text(string name, Func<T, string?> value) => new(new(name, ColumnType.Text), (column, row, item) => column.Set(row, value(item)));

    public static TableField<T> Tags(string name, Func<T, IReadOnlyList<string>> value) => new(new(name, ColumnType.Tags), (column, row, item) => column.Set(row, TagText.Write(value(item))));

    public static TableField<T> Flag(string name, Func<T, bool?> value) => new(new(name, ColumnType.Flag), (column, row, item) => column.Set(row, value(item)));

    public static TableField<T> Integer(string name, Func<T, long?> value) => new(new(name, ColumnType.Integer), (column, row, item) => column.Set(row, value(item)));

    public static TableField<T> Number(string name, Func<T, decimal?> value) => new(new(name, ColumnType.Number), (column, row, item) => column.Set(row, value(item)));

    /// <param name="value">Milliseconds since 1970 in UTC.</param>
    public static TableField<T> Instant(string name, Func<T, long?> value) => new(new(name, ColumnType.Instant), (column, row, item) => column.Set(row, value(item)));
}

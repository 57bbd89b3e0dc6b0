namespace KpiApi.Http.Tables;

/// <summary>Some rows of a table, column by column. One batch is filled again and again, so that a row costs no memory of its own.</summary>
internal sealed class TableBatch
{
    private readonly ColumnValues[] _columns;

    public TableBatch(IReadOnlyList<TableColumn> columns, int capacity) =>
        (_columns, Capacity) = ([.. columns.Select(column => new ColumnValues(column, capacity))], capacity);

    /// <summary>Rows at most.</summary>
    public int Capacity { get; }

    /// <summary>Rows that are filled: to be set by whoever fills them.</summary>
    public int Count { get; set; }

    public bool IsFull => Count == Capacity;

    public ReadOnlySpan<ColumnValues> Columns => _columns;

    public ColumnValues this[int column] => _columns[column];
}

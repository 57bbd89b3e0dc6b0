namespace KpiApi.Http.Tables;

/// <summary>A table in one of the formats, batch by batch.</summary>
internal abstract class TableText : AnswerText
{
    /// <summary>Values of a batch, about; each takes some 16 bytes.</summary>
    private const int ValuesOfBatch = 1 << 14;

    private readonly Table _table;
    private readonly TableBatch _batch;
    private bool _hasBegun;

    /// <param name="rows">Of a batch.</param>
    protected TableText(Table table, int rows) => (_table, _batch) = (table, new TableBatch(table.Columns, rows));

    public static TableText Of(Table table, TableForm form) => form.Format switch
    {
        TableFormat.Csv => new CsvText(table, form),
        TableFormat.Ndjson => new NdjsonText(table, form),
        TableFormat.Xlsx => new XlsxText(table, form),
        TableFormat.Parquet => new ParquetText(table, form),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form.Format, "No format of tables."),
    };

    /// <summary>Rows of a batch, so that wide tables take no more memory than narrow ones.</summary>
    protected static int Rows(Table table, int values = ValuesOfBatch) =>
        Math.Clamp(Math.Min(values / Math.Max(1, table.Columns.Count), table.MaxRows ?? int.MaxValue), 1, values / 16);

    /// <summary>Memory that writing a long table takes in this form, beside the table itself; about.</summary>
    public static long HeldBytes(TableForm form) => form.Format == TableFormat.Parquet ? ParquetText.HeldBytes : 0;

    protected sealed override bool WriteNext(CancellationToken cancel)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            WriteHead();
        }
        _batch.Count = 0;
        _table.FillBatch(_batch, cancel);
        if (_batch.Count > 0)
            WriteRows(_batch);
        else
            WriteEnd();
        return _batch.Count > 0;
    }

    protected virtual void WriteHead()
    {
    }

    /// <summary>All rows of the batch.</summary>
    protected abstract void WriteRows(TableBatch batch);

    protected virtual void WriteEnd()
    {
    }
}

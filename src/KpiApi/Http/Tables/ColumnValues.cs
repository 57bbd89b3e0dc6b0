namespace KpiApi.Http.Tables;

/// <summary>The values of one column in a batch of rows. Only the array of its type is there.</summary>
internal sealed class ColumnValues
{
    private readonly bool[] _isNull;
    private readonly string?[] _texts = [];
    private readonly long[] _longs = [];
    private readonly decimal[] _numbers = [];

    public ColumnValues(TableColumn column, int capacity)
    {
        Column = column;
        _isNull = new bool[capacity];
        if (column.Type is ColumnType.Text or ColumnType.Tags)
            _texts = new string?[capacity];
        else if (column.Type is ColumnType.Number or ColumnType.Duration)
            _numbers = new decimal[capacity];
        else
            _longs = new long[capacity];
    }

    public TableColumn Column { get; }

    /// <summary>To be set for each row, except in columns of texts, where the text itself is null.</summary>
    public Span<bool> IsNull => _isNull;

    /// <summary>Of <see cref="ColumnType.Text"/> and <see cref="ColumnType.Tags"/>.</summary>
    public Span<string?> Texts => _texts;

    /// <summary>Of <see cref="ColumnType.Integer"/>, <see cref="ColumnType.Date"/> and <see cref="ColumnType.Instant"/>; of <see cref="ColumnType.Flag"/> 0 and 1.</summary>
    public Span<long> Longs => _longs;

    /// <summary>Of <see cref="ColumnType.Number"/> and <see cref="ColumnType.Duration"/>.</summary>
    public Span<decimal> Numbers => _numbers;

    public bool IsNullAt(int row) => Column.Type is ColumnType.Text or ColumnType.Tags ? _texts[row] is null : _isNull[row];

    public void Set(int row, string? text) => _texts[row] = text;

    public void Set(int row, bool? flag) => Set(row, flag is { } known ? known ? 1L : 0L : (long?)null);

    public void Set(int row, long? value)
    {
        _isNull[row] = value is null;
        _longs[row] = value.GetValueOrDefault();
    }

    public void Set(int row, decimal? value)
    {
        _isNull[row] = value is null;
        _numbers[row] = value.GetValueOrDefault();
    }
}

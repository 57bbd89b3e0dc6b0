using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace KpiApi.Http.Tables;

/// <summary>
/// A table as Parquet, compressed by zstd: instants are UTC timestamps, dates dates, numbers and durations doubles (durations in seconds, unless asked otherwise).
/// A batch is a row group, written as soon as it is full.
/// </summary>
internal sealed class ParquetText : TableText
{
    private const int ValuesOfGroup = 1 << 18;

    /// <summary>A value in its batch, encoded and compressed.</summary>
    private const int BytesOfValue = 128;

    public static new long HeldBytes => (long)ValuesOfGroup * BytesOfValue;

    private readonly TableForm _form;
    private readonly DataField[] _fields;
    private readonly ParquetWriter _file;
    private ReadOnlyMemory<char>?[] _texts = [];
    private double?[] _numbers = [];
    private long?[] _integers = [];
    private bool?[] _flags = [];
    private DateOnly?[] _dates = [];
    private DateTime?[] _instants = [];

    public ParquetText(Table table, TableForm form) : base(table, Rows(table, ValuesOfGroup))
    {
        _form = form;
        _fields = [.. table.Columns.Select(Field)];
        _file = Done(ParquetWriter.CreateAsync(new ParquetSchema(_fields), new WriterStream(Text), new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest }));
    }

    protected override void WriteRows(TableBatch batch)
    {
        using var group = _file.CreateRowGroup();
        for (var i = 0; i < _fields.Length; i++)
            Write(group, _fields[i], batch[i], batch.Count);
    }

    /// <summary>The file ends with its schema and the places of its row groups.</summary>
    protected override void WriteEnd() => _file.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>One that breaks off has no end, so that nobody takes it for whole.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private DataField Field(TableColumn column) => column.Type switch
    {
        ColumnType.Text or ColumnType.Tags => new DataField<string>(column.Name),
        ColumnType.Duration when _form.Durations == DurationUnit.Hms => new DataField<string>(column.Name),
        ColumnType.Flag => new DataField<bool?>(column.Name),
        ColumnType.Integer => new DataField<long?>(column.Name),
        ColumnType.Date => new DataField<DateOnly?>(column.Name),
        ColumnType.Instant => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Millis, isNullable: true),
        _ => new DataField<double?>(column.Name),
    };

    private void Write(ParquetRowGroupWriter group, DataField field, ColumnValues values, int count)
    {
        switch (values.Column.Type)
        {
            case ColumnType.Text or ColumnType.Tags:
                Write<ReadOnlyMemory<char>>(group, field, ref _texts, values, count, (column, row) => column.Texts[row].AsMemory());
                break;
            case ColumnType.Duration when _form.Durations == DurationUnit.Hms:
                Write<ReadOnlyMemory<char>>(group, field, ref _texts, values, count, (column, row) => Hms(column.Numbers[row]));
                break;
            case ColumnType.Duration when _form.Durations is { } unit:
                Write(group, field, ref _numbers, values, count, (column, row) => (double)CellText.In(unit, column.Numbers[row]));
                break;
            case ColumnType.Flag:
                Write(group, field, ref _flags, values, count, (column, row) => column.Longs[row] != 0);
                break;
            case ColumnType.Integer:
                Write(group, field, ref _integers, values, count, (column, row) => column.Longs[row]);
                break;
            case ColumnType.Date:
                Write(group, field, ref _dates, values, count, (column, row) => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(column.Longs[row])));
                break;
            case ColumnType.Instant:
                Write(group, field, ref _instants, values, count, (column, row) => DateTime.UnixEpoch.AddMilliseconds(column.Longs[row]));
                break;
            default:
                Write(group, field, ref _numbers, values, count, (column, row) => (double)column.Numbers[row]);
                break;
        }
    }

    /// <param name="buffer">Used for one column of its type after the other; made when the first is written.</param>
    private static void Write<T>(ParquetRowGroupWriter group, DataField field, ref T?[] buffer, ColumnValues values, int count, Func<ColumnValues, int, T> value) where T : struct
    {
        if (buffer.Length < count) buffer = new T?[count];
        for (var row = 0; row < count; row++)
            buffer[row] = values.IsNullAt(row) ? null : value(values, row);
        group.WriteAsync(field, new ReadOnlyMemory<T?>(buffer, 0, count)).GetAwaiter().GetResult();
    }

    private static ReadOnlyMemory<char> Hms(decimal seconds)
    {
        Span<byte> text = stackalloc byte[CellText.MaxBytes];
        return Encoding.ASCII.GetString(text[..CellText.WriteHms(text, seconds)]).AsMemory();
    }

    private static T Done<T>(Task<T> task) => task.GetAwaiter().GetResult();
}

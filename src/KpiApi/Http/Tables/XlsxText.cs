using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace KpiApi.Http.Tables;

/// <summary>
/// A table as a workbook (Office Open XML): dates, numbers and time spans are what a spreadsheet calculates with, the header row stays in view, and notes stand on a
/// second sheet. Moments are written by the clock of their zone, because a workbook has no zones. A sheet that is full is followed by another.
/// </summary>
internal sealed class XlsxText : TableText
{
    /// <summary>Of the format, header included.</summary>
    private const int MaxRows = 1_048_576;

    /// <summary>Of a cell; longer texts are cut by every reader.</summary>
    private const int MaxTextLength = 32_767;

    private const decimal SecondsOfDay = 86_400;

    /// <summary>Before it the format has no dates that all readers agree on.</summary>
    private static readonly DateTime s_firstDate = new(1900, 3, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly Table _table;
    private readonly TableForm _form;
    private readonly StyledCell[] _cells;
    private readonly Spreadsheet _book;
    private readonly StyleId _header;
    private readonly StyleId _date;
    private readonly StyleId _moment;
    private readonly StyleId _span;
    private int _sheets;
    private int _rows;

    public XlsxText(Table table, TableForm form) : base(table, Rows(table))
    {
        (_table, _form, _cells) = (table, form, new StyledCell[table.Columns.Count]);
        _book = Done(Spreadsheet.CreateNewAsync(new WriterStream(Text), new SpreadCheetahOptions { CompressionLevel = SpreadCheetahCompressionLevel.Fastest }));
        _header = _book.AddStyle(new Style { Font = { Bold = true } });
        _date = Format("yyyy-mm-dd");
        _moment = Format("yyyy-mm-dd hh:mm:ss");
        _span = Format("[h]:mm:ss");
    }

    protected override void WriteHead() => BeginSheet();

    protected override void WriteRows(TableBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (_rows == MaxRows) BeginSheet();
            for (var i = 0; i < _cells.Length; i++)
                _cells[i] = Cell(batch[i], row);
            Done(_book.AddRowAsync(_cells.AsMemory()));
            _rows++;
        }
    }

    protected override void WriteEnd()
    {
        if (_table.Notes.Count > 0)
        {
            var options = new WorksheetOptions();
            options.Column(1).Width = 20;
            options.Column(2).Width = 60;
            Done(_book.StartWorksheetAsync("query", options));
            foreach (var note in _table.Notes)
                Done(_book.AddRowAsync(note.Select(text => new DataCell(Fitting(text))).ToArray()));
        }
        Done(_book.FinishAsync());
    }

    protected override void Dispose(bool disposing) => _book.Dispose();

    private StyleId Format(string format) => _book.AddStyle(new Style { Format = NumberFormat.Custom(format) });

    private void BeginSheet()
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        for (var i = 0; i < _table.Columns.Count; i++)
            options.Column(i + 1).Width = Width(_table.Columns[i]);
        Done(_book.StartWorksheetAsync(++_sheets == 1 ? "data" : FormattableString.Invariant($"data {_sheets}"), options));
        Done(_book.AddHeaderRowAsync(_table.Columns.Select(column => column.Name).ToArray(), _header));
        _rows = 1;
    }

    private static int Width(TableColumn column) =>
        Math.Clamp(column.Name.Length + 2, column.Type switch { ColumnType.Instant => 20, ColumnType.Text or ColumnType.Tags => 16, _ => 11 }, 40);

    private StyledCell Cell(ColumnValues values, int row)
    {
        if (values.IsNullAt(row)) return default;
        return values.Column.Type switch
        {
            ColumnType.Text or ColumnType.Tags => new(Fitting(values.Texts[row]!), null),
            ColumnType.Flag => new(values.Longs[row] != 0, null),
            ColumnType.Integer => new(values.Longs[row], null),
            ColumnType.Date => Date(DateTime.UnixEpoch.AddDays(values.Longs[row]), _date, "yyyy-MM-dd"),
            ColumnType.Instant => Date(DateTime.UnixEpoch.AddMilliseconds(CellText.LocalMs(values.Longs[row], values.Column.Zone)), _moment, "yyyy-MM-dd HH:mm:ss"),
            ColumnType.Duration => Span(values, row),
            _ => new(values.Numbers[row], null),
        };
    }

    private static StyledCell Date(DateTime local, StyleId style, string format) =>
        local >= s_firstDate ? new(local, style) : new(local.ToString(format, CultureInfo.InvariantCulture), null);

    /// <summary>Spreadsheets show no negative time spans, so what can be negative stays a number of seconds.</summary>
    private StyledCell Span(ColumnValues values, int row) => _form.Durations switch
    {
        null or DurationUnit.Hms when !values.Column.IsSigned => new(values.Numbers[row] / SecondsOfDay, _span),
        { } unit and not DurationUnit.Hms => new(CellText.In(unit, values.Numbers[row]), null),
        _ => new(values.Numbers[row], null),
    };

    private static string Fitting(string text)
    {
        if (text.Length > MaxTextLength) text = text[..(MaxTextLength - 1)] + "…";
        // The writer takes care of control characters, but not of these.
        return text.AsSpan().ContainsAny('\uFFFE', '\uFFFF') ? text.Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD') : text;
    }

    /// <summary>What the writer calls asynchronous is done at once, because the stream is.</summary>
    private static void Done(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static T Done<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}

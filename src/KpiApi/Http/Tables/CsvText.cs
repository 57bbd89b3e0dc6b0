using System.Buffers;
using System.Text;

namespace KpiApi.Http.Tables;

/// <summary>
/// A table as CSV: RFC 4180, UTF-8, a header row, an empty field for null. For a spreadsheet it begins with a byte order mark, separates as the locale has it
/// and writes moments by the clock of the zone, without an offset, which spreadsheets would take for text.
/// </summary>
internal sealed class CsvText(Table table, TableForm form) : TableText(table, Rows(table))
{
    private readonly Table _table = table;
    private readonly SpreadsheetLocale _locale = form.Excel ?? SpreadsheetLocale.Default;
    private readonly SearchValues<char> _quoted = SearchValues.Create([(form.Excel ?? SpreadsheetLocale.Default).Separator, '"', '\r', '\n']);

    protected override void WriteHead()
    {
        if (form.Excel is not null) Text.Write(Encoding.UTF8.Preamble);
        for (var i = 0; i < _table.Columns.Count; i++)
        {
            if (i > 0) WriteByte(_locale.Separator);
            WriteText(_table.Columns[i].Name);
        }
        Text.Write("\r\n"u8);
    }

    protected override void WriteRows(TableBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            var isFirst = true;
            foreach (var values in batch.Columns)
            {
                if (!isFirst) WriteByte(_locale.Separator);
                isFirst = false;
                if (!values.IsNullAt(row)) WriteValue(values, row);
            }
            Text.Write("\r\n"u8);
        }
    }

    protected override void Dispose(bool disposing)
    {
    }

    private void WriteValue(ColumnValues values, int row)
    {
        if (values.Column.Type is ColumnType.Text or ColumnType.Tags)
        {
            WriteText(CsvFormulas.Defuse(values.Texts[row]!));
            return;
        }
        var span = Text.GetSpan(CellText.MaxBytes);
        Text.Advance(values.Column.Type switch
        {
            ColumnType.Flag => WriteFlag(span, values.Longs[row] != 0),
            ColumnType.Integer => CellText.WriteInteger(span, values.Longs[row]),
            ColumnType.Date => CellText.WriteDate(span, values.Longs[row]),
            ColumnType.Instant when form.Excel is not null => CellText.WriteMoment(span, values.Longs[row], values.Column.Zone),
            ColumnType.Instant => CellText.WriteInstant(span, values.Longs[row], values.Column.Zone),
            ColumnType.Duration when form.Durations == DurationUnit.Hms => CellText.WriteHms(span, values.Numbers[row]),
            ColumnType.Duration => WriteNumber(span, CellText.In(form.Durations ?? DurationUnit.Seconds, values.Numbers[row])),
            _ => WriteNumber(span, values.Numbers[row]),
        });
    }

    private static int WriteFlag(Span<byte> span, bool flag)
    {
        var text = flag ? "true"u8 : "false"u8;
        text.CopyTo(span);
        return text.Length;
    }

    private int WriteNumber(Span<byte> span, decimal number)
    {
        var length = CellText.WriteNumber(span, number);
        if (_locale.Decimal != '.') span[..length].Replace((byte)'.', (byte)_locale.Decimal);
        return length;
    }

    private void WriteText(string text)
    {
        var isQuoted = text.Length > 0 && (text[0] == ' ' || text[^1] == ' ' || text.AsSpan().ContainsAny(_quoted));
        if (isQuoted) WriteByte('"');
        Encoding.UTF8.GetBytes(isQuoted && text.Contains('"', StringComparison.Ordinal) ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text, Text);
        if (isQuoted) WriteByte('"');
    }

    private void WriteByte(char ascii)
    {
        Text.GetSpan(1)[0] = (byte)ascii;
        Text.Advance(1);
    }
}

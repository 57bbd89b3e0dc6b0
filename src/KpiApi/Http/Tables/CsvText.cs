using System.Buffers;
using CsvHelper;

namespace KpiApi.Http.Tables;

/// <summary>A table as CSV, row by row.</summary>
internal sealed class CsvText : AnswerText
{
    private readonly MemoryStream _line = new();
    private readonly CsvWriter _csv;
    private readonly IEnumerator<IReadOnlyList<object?>> _rows;

    public CsvText(CsvTable table)
    {
        _csv = CsvTable.Writer(_line);
        _rows = table.Rows.GetEnumerator();
        _csv.WriteRecord([.. table.Columns]);
        Take();
    }

    protected override bool WriteNext()
    {
        if (!_rows.MoveNext())
            return false;
        CsvTable.WriteRow(_csv, _rows.Current);
        Take();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _rows.Dispose();
        _csv.Dispose();
        _line.Dispose();
    }

    private void Take()
    {
        _csv.Flush();
        Text.Write(_line.GetBuffer().AsSpan(0, (int)_line.Length));
        _line.SetLength(0);
    }
}

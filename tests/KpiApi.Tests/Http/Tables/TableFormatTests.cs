using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using DuckDB.NET.Data;
using KpiApi.Http.Tables;
using NodaTime;

namespace KpiApi.Tests.Http.Tables;

/// <summary>One table with each type of column, written in each format and read back by somebody else's reader.</summary>
public sealed class TableFormatTests
{
    private const long NoonUtc = 1_772_452_800_500;

    private static readonly DateTimeZone s_berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private static readonly XNamespace s_sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Fact]
    public void Csv_is_what_each_type_is_in_the_standard() => Assert.Equal(
        "text,flag,integer,number,duration,date,instant,local\r\n"
        + "\"a, \"\"b\"\"\",true,9007199254740993,-1.5,97509.25,2026-03-02,2026-03-02T12:00:00.5Z,2026-03-02T13:00:00.5+01:00\r\n"
        + "'=1+1,false,0,0,0,1969-12-31,1970-01-01T00:00:00Z,1970-01-01T01:00:00+01:00\r\n"
        + ",,,,,,,\r\n", Encoding.UTF8.GetString(Written(new TableForm(TableFormat.Csv))));

    [Fact]
    public void Csv_for_a_spreadsheet_has_its_separators_and_moments_without_offset()
    {
        var bytes = Written(new TableForm(TableFormat.Csv) { Excel = SpreadsheetLocale.Find("de"), Durations = DurationUnit.Hms });
        Assert.Equal(Encoding.UTF8.Preamble, bytes.AsSpan(0, 3));
        Assert.Equal(
            "text;flag;integer;number;duration;date;instant;local\r\n"
            + "\"a, \"\"b\"\"\";true;9007199254740993;-1,5;27:05:09;2026-03-02;2026-03-02 12:00:00;2026-03-02 13:00:00\r\n"
            + "'=1+1;false;0;0;0:00:00;1969-12-31;1970-01-01 00:00:00;1970-01-01 01:00:00\r\n"
            + ";;;;;;;\r\n", Encoding.UTF8.GetString(bytes.AsSpan(3)));
    }

    [Fact]
    public void Ndjson_has_an_object_a_line() => Assert.Equal(
        """{"text":"a, \"b\"","flag":true,"integer":9007199254740993,"number":-1.5,"duration":1625.1542,"date":"2026-03-02","instant":"2026-03-02T12:00:00.5Z","local":"2026-03-02T13:00:00.5+01:00"}""" + "\n"
        + """{"text":"=1+1","flag":false,"integer":0,"number":0,"duration":0,"date":"1969-12-31","instant":"1970-01-01T00:00:00Z","local":"1970-01-01T01:00:00+01:00"}""" + "\n"
        + """{"text":null,"flag":null,"integer":null,"number":null,"duration":null,"date":null,"instant":null,"local":null}""" + "\n",
        Encoding.UTF8.GetString(Written(new TableForm(TableFormat.Ndjson) { Durations = DurationUnit.Minutes })));

    [Fact]
    public void Parquet_is_typed_for_duckdb()
    {
        using var file = new TemporaryFile(Written(new TableForm(TableFormat.Parquet)), ".parquet");
        Assert.Equal(
            ["text VARCHAR", "flag BOOLEAN", "integer BIGINT", "number DOUBLE", "duration DOUBLE", "date DATE", "instant TIMESTAMP WITH TIME ZONE", "local TIMESTAMP WITH TIME ZONE"],
            Ask($"DESCRIBE SELECT * FROM read_parquet('{file.Path}')").Select(row => $"{row[0]} {row[1]}"));
        Assert.Equal(
            ["a, \"b\" true 9007199254740993 -1.5 97509.25 2026-03-02 1772452800500 1772452800500", "=1+1 false 0 0.0 0.0 1969-12-31 0 0", "null null null null null null null null"],
            Ask("SELECT concat_ws(' ', ifnull(text, 'null'), ifnull(flag::VARCHAR, 'null'), ifnull(integer::VARCHAR, 'null'), ifnull(number::VARCHAR, 'null'), ifnull(duration::VARCHAR, 'null'), "
                + $"ifnull(date::VARCHAR, 'null'), ifnull(epoch_ms(instant)::VARCHAR, 'null'), ifnull(epoch_ms(local)::VARCHAR, 'null')) FROM read_parquet('{file.Path}')").Select(row => row[0]));
    }

    [Fact]
    public void Parquet_has_a_row_group_for_each_batch()
    {
        using var file = new TemporaryFile(Written(Numbers(200_000), new TableForm(TableFormat.Parquet)), ".parquet");
        Assert.Equal(["13", "200000", "19999900000"], Ask($"SELECT (SELECT count(DISTINCT row_group_id) FROM parquet_metadata('{file.Path}')), count(*), sum(n)::BIGINT FROM read_parquet('{file.Path}')").Single());
    }

    [Fact]
    public void Workbook_has_real_dates_numbers_and_spans()
    {
        using var book = new ZipArchive(new MemoryStream(Written(new TableForm(TableFormat.Xlsx))));
        var rows = Rows(book, "xl/worksheets/sheet1.xml");
        Assert.Equal(["text", "flag", "integer", "number", "duration", "date", "instant", "local"], rows[0].Select(cell => cell.Value));
        Assert.Equal(["a, \"b\"", "1", "9007199254740993", "-1.5", null, null, null, null], rows[1].Select((cell, i) => i < 4 ? cell.Value : null));
        Assert.Equal("=1+1", rows[2][0].Value);
        Assert.All(rows[3], cell => Assert.Null(cell.Value));
        Assert.Equal(["[h]:mm:ss", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm:ss"], rows[1].Skip(4).Select(cell => cell.Format));
        double[] days = [.. rows[1].Skip(4).Select(cell => double.Parse(cell.Value!, CultureInfo.InvariantCulture))];
        Assert.Equal(97509.25 / 86400, days[0], 9);
        Assert.Equal(
            [new DateTime(2026, 3, 2), new DateTime(2026, 3, 2, 12, 0, 0, 500), new DateTime(2026, 3, 2, 13, 0, 0, 500)],
            days.Skip(1).Select(DateTime.FromOADate));
        var view = XDocument.Load(book.GetEntry("xl/worksheets/sheet1.xml")!.Open()).Descendants(s_sheet + "pane").Single();
        Assert.Equal(("1", "frozen"), (view.Attribute("ySplit")!.Value, view.Attribute("state")!.Value));
        Assert.Equal("why", Rows(book, "xl/worksheets/sheet2.xml")[0][0].Value);
    }

    [Fact]
    public void Change_of_a_duration_may_be_negative_and_stays_a_number_in_a_workbook()
    {
        var column = new TableColumn("change", ColumnType.Duration) { IsSigned = true };
        var table = Table.Of([-600m], [new TableField<decimal>(column, (values, row, seconds) => values.Set(row, seconds))]);
        using var book = new ZipArchive(new MemoryStream(Written(table, new TableForm(TableFormat.Xlsx))));
        Assert.Equal(("-600", null), (Rows(book, "xl/worksheets/sheet1.xml")[1][0].Value, Rows(book, "xl/worksheets/sheet1.xml")[1][0].Format));
    }

    /// <summary>XML has no such signs, not even escaped; a workbook with one does not open.</summary>
    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("a\uFFFEb")]
    [InlineData("a\uFFFFb")]
    [InlineData("a\uD800b")]
    public void Workbook_opens_whatever_signs_a_text_has(string text)
    {
        using var book = new ZipArchive(new MemoryStream(Written(Table.Of([text], [TableField<string>.Text("text", t => t)]), new TableForm(TableFormat.Xlsx))));
        var shown = Rows(book, "xl/worksheets/sheet1.xml")[1][0].Value!;
        Assert.True(shown is ['a', .., 'b'], shown);
    }

    [Theory]
    [InlineData(nameof(TableFormat.Csv))]
    [InlineData(nameof(TableFormat.Ndjson))]
    [InlineData(nameof(TableFormat.Xlsx))]
    [InlineData(nameof(TableFormat.Parquet))]
    public void Writing_ends_when_nobody_waits_any_more(string format)
    {
        using var gone = new CancellationTokenSource();
        using var text = TableText.Of(Numbers(5_000_000), new TableForm(Enum.Parse<TableFormat>(format)));
        text.WriteMore(1, CancellationToken.None);
        gone.Cancel();
        Assert.Throws<OperationCanceledException>(() => text.WriteMore(int.MaxValue, gone.Token));
    }

    private static Table Numbers(int count)
    {
        var next = 0;
        return new([.. Enumerable.Range(0, 16).Select(i => new TableColumn(i == 0 ? "n" : $"n{i}", ColumnType.Integer))], (batch, cancel) =>
        {
            for (; !batch.IsFull && next < count; batch.Count++, next++)
            {
                cancel.ThrowIfCancellationRequested();
                foreach (var column in batch.Columns) column.Set(batch.Count, (long?)next);
            }
        });
    }

    private static byte[] Written(TableForm form)
    {
        TableColumn[] columns =
        [
            new("text", ColumnType.Text), new("flag", ColumnType.Flag), new("integer", ColumnType.Integer), new("number", ColumnType.Number),
            new("duration", ColumnType.Duration), new("date", ColumnType.Date), new("instant", ColumnType.Instant), new("local", ColumnType.Instant) { Zone = s_berlin },
        ];
        (string?, bool?, long?, decimal?, decimal?, long?, long?)[] rows =
            [("a, \"b\"", true, 9_007_199_254_740_993, -1.5m, 97509.25m, 20514, NoonUtc), ("=1+1", false, 0, 0, 0, -1, 0), default];
        var next = 0;
        return Written(new Table(columns, (batch, _) =>
        {
            for (; next < rows.Length; next++, batch.Count++)
            {
                var (text, flag, integer, number, duration, date, instant) = rows[next];
                batch[0].Set(batch.Count, text);
                batch[1].Set(batch.Count, flag);
                batch[2].Set(batch.Count, integer);
                batch[3].Set(batch.Count, number);
                batch[4].Set(batch.Count, duration);
                batch[5].Set(batch.Count, date);
                batch[6].Set(batch.Count, instant);
                batch[7].Set(batch.Count, instant);
            }
        })
        { Notes = [["why", "because"]] }, form);
    }

    private static byte[] Written(Table table, TableForm form)
    {
        using var text = TableText.Of(table, form);
        using var whole = new MemoryStream();
        while (!text.IsWhole)
        {
            text.WriteMore(1 << 16, CancellationToken.None);
            whole.Write(text.Written.Span);
            text.Clear();
        }
        return whole.ToArray();
    }

    private static List<string[]> Ask(string sql)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!)]);
        return rows;
    }

    /// <summary>Cells as they are stored, with the formats of their numbers.</summary>
    private static List<List<(string? Value, string? Format)>> Rows(ZipArchive book, string sheet)
    {
        var styles = XDocument.Load(book.GetEntry("xl/styles.xml")!.Open()).Root!;
        var formats = styles.Descendants(s_sheet + "numFmt").ToDictionary(f => f.Attribute("numFmtId")!.Value, f => f.Attribute("formatCode")!.Value);
        var cells = styles.Element(s_sheet + "cellXfs")!.Elements().Select(x => formats.GetValueOrDefault(x.Attribute("numFmtId")!.Value)).ToList();
        return [.. XDocument.Load(book.GetEntry(sheet)!.Open()).Descendants(s_sheet + "row").Select(row => row.Elements(s_sheet + "c").Select(cell => (
            cell.Descendants(s_sheet + "t").FirstOrDefault()?.Value ?? cell.Element(s_sheet + "v")?.Value,
            cell.Attribute("s") is { } style ? cells[int.Parse(style.Value, CultureInfo.InvariantCulture)] : null)).ToList())];
    }
}

/// <summary>A file that readers open by its name.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpi-test-");

    public TemporaryFile(byte[] content, string extension) => File.WriteAllBytes(Path = System.IO.Path.Combine(_folder.FullName, "file" + extension), content);

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}

using CsvHelper;

namespace KpiApi.Http.Tables;

/// <summary>A table as CSV: RFC 4180, UTF-8, a header row, an empty field for null.</summary>
/// <param name="rows">Texts, numbers, truths (as in JSON) and nulls, one a column.</param>
internal sealed class CsvTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows) : IResult
{
    public const string MediaType = MediaTypes.Csv + "; charset=utf-8";

    public IReadOnlyList<string> Columns => columns;

    public IEnumerable<IReadOnlyList<object?>> Rows => rows;

    public static CsvWriter Writer(Stream stream) => CsvWriter.Create(stream, leaveOpen: true);

    public static void WriteRow(CsvWriter csv, IReadOnlyList<object?> row)
    {
        WriteFields(csv, row);
        csv.EndRecord();
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers.CacheControl = AnswerHeaders.Caching;
        await using var csv = Writer(httpContext.Response.Body);
        await csv.WriteRecordAsync([.. columns], httpContext.RequestAborted);
        foreach (var row in rows)
        {
            WriteFields(csv, row);
            await csv.EndRecordAsync(httpContext.RequestAborted);
        }
    }

    private static void WriteFields(CsvWriter csv, IReadOnlyList<object?> row)
    {
        foreach (var value in row)
            csv.WriteField(value switch
            {
                bool flag => flag ? "true" : "false",
                string text => CsvFormulas.Defuse(text),
                _ => value,
            });
    }
}

using System.Buffers;

namespace KpiApi.Http.Tables;

/// <summary>A table that is in memory already, as an answer.</summary>
/// <param name="fileName">Without an extension.</param>
internal sealed class TableAnswer(Table table, TableForm form, string fileName) : IResult
{
    private const int PieceBytes = 64 << 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = TableFormats.ContentType(form.Format);
        httpContext.Response.Headers.CacheControl = AnswerHeaders.Caching;
        TableHeaders.SetFileName(httpContext.Response, fileName, form);
        using var text = TableText.Of(table, form);
        var body = httpContext.Response.BodyWriter;
        while (!text.IsWhole)
        {
            text.WriteMore(PieceBytes, httpContext.RequestAborted);
            body.Write(text.Written.Span);
            text.Clear();
            await body.FlushAsync(httpContext.RequestAborted);
        }
    }
}

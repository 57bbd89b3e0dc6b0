using System.Buffers;
using KpiApi.Http;
using KpiApi.Kpis.Admission;

namespace KpiApi.Kpis.Responses;

/// <summary>An answer that is sent while it is made: each piece is made when the client has taken the one before, and on a turn of its own.</summary>
/// <param name="admitted">The turns.</param>
/// <param name="text">Its first piece is there.</param>
/// <param name="tail">Comes after its end.</param>
internal sealed class LongAnswer(AdmittedQuery admitted, AnswerText text, string mediaType, byte[] tail) : IResult
{
    /// <summary>Up to here an answer is made at once, and may be kept.</summary>
    public const int WholeBytes = 1 << 20;

    private const int PieceBytes = 256 << 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = mediaType;
        try
        {
            await SendAsync(response.BodyWriter, httpContext.RequestAborted);
        }
        catch (QueryRefusedException)
        {
            // The status has been sent, so the only way to say that this is not all is to break off.
            httpContext.Abort();
        }
    }

    private async Task SendAsync(System.IO.Pipelines.PipeWriter body, CancellationToken gone)
    {
        while (true)
        {
            body.Write(text.Written.Span);
            text.Clear();
            if (text.IsWhole)
                break;
            await body.FlushAsync(gone);
            await admitted.RunAsync((_, cancel) =>
            {
                text.WriteMore(PieceBytes, cancel);
                return true;
            });
        }
        body.Write(tail);
        await body.FlushAsync(gone);
    }
}

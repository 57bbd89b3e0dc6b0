using System.Text;

namespace KpiApi.Webhooks;

/// <summary>Reads the beginning of an answer within the time of the attempt, and no more: a receiver can neither send without end nor without haste.</summary>
internal sealed class HeadOfAnswer : DelegatingHandler
{
    private const int MaxBytes = 4_096;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        // Of a success nothing is read.
        var head = answer.IsSuccessStatusCode ? [] : await ReadAsync(answer.Content, cancellationToken);
        answer.Content.Dispose();
        answer.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(head)));
        return answer;
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        var head = new byte[MaxBytes];
        var length = await stream.ReadAtLeastAsync(head, MaxBytes, throwOnEndOfStream: false, cancel);
        return head[..length];
    }
}

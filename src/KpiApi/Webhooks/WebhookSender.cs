using System.Globalization;
using System.Net;
using System.Net.Mime;
using System.Text;
using KpiApi.Settings;
using Polly.Timeout;
using StandardWebhooks;

namespace KpiApi.Webhooks;

/// <summary>Makes one attempt to deliver a message, signed by the Standard Webhooks scheme.</summary>
internal sealed class WebhookSender(IHttpClientFactory clients, TimeProvider clock)
{
    /// <summary>The name of its HTTP client.</summary>
    public const string Client = "webhooks";

    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const int MaxShown = 200;

    /// <param name="messageId">The same with each attempt.</param>
    public async Task<AttemptResult> SendAsync(WebhookSetting webhook, string messageId, string body, CancellationToken cancel)
    {
        var result = await AttemptAsync(webhook, messageId, body, cancel);
        return result with { AtMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    private async Task<AttemptResult> AttemptAsync(WebhookSetting webhook, string messageId, string body, CancellationToken cancel)
    {
        using var request = Request(webhook, messageId, body);
        using var client = clients.CreateClient(Client);
        try
        {
            // A redirect is not followed: where it leads was checked by nobody, and it may name what is not to be reached.
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode
                ? new((int)answer.StatusCode, null)
                : new((int)answer.StatusCode, await ReasonAsync(answer, cancel)) { RetryAfter = RetryAfter(answer) };
        }
        catch (TimeoutRejectedException)
        {
            return new(null, "The receiver did not answer in time.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new(null, Shortened(Cause(failure)));
        }
    }

    private HttpRequestMessage Request(WebhookSetting webhook, string messageId, string body)
    {
        var now = clock.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new StringContent(body, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(MediaTypeNames.Application.Json)) };
        request.Headers.Add(IdHeader, messageId);
        request.Headers.Add(TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        // The new one first: some verifiers look at no other.
        var isInGrace = webhook.OldSecret is not null && now.ToUnixTimeMilliseconds() < webhook.OldUntilMs;
        string[] secrets = isInGrace ? [webhook.Secret, webhook.OldSecret!] : [webhook.Secret];
        request.Headers.TryAddWithoutValidation(SignatureHeader, string.Join(' ', secrets.Select(secret => new StandardWebhook(secret).Sign(messageId, now, body))));
        return request;
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 300 and < 400) return string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}, a redirect. Redirects are not followed: give the webhook the address where it leads.");
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return Shortened(string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}{(text.Length > 0 ? $": {OnOneLine(text)}" : ".")}"));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>The innermost says what it was: the host is not known, the connection was refused, the certificate is wrong.</summary>
    private static string Cause(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return OnOneLine(failure.Message);
    }

    /// <summary>A stranger's text: without control characters, which no log and not every database takes.</summary>
    private static string OnOneLine(string text) =>
        string.Join(' ', string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Shortened(string text) => text.Length <= MaxShown ? text : text[..(char.IsHighSurrogate(text[MaxShown - 1]) ? MaxShown - 1 : MaxShown)] + "…";
}

/// <summary>What became of an attempt.</summary>
/// <param name="Status">Of HTTP; null when there was no answer.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
internal sealed record AttemptResult(int? Status, string? Error)
{
    /// <summary>When it ended, since 1970.</summary>
    public long AtMs { get; init; }

    /// <summary>The receiver wants no attempt before.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The error without the receiver's own words, where it may repeat what it was sent: so the log and the webhook's state name nobody, and erasing an
    /// account need not look there.
    /// </summary>
    public string? Cause => Status is not { } status ? Error : string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}{(status is >= 300 and < 400 ? ", a redirect, which is not followed" : "")}.");

    public bool IsDelivered => Error is null;

    /// <summary>The receiver is there no more, and says so.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Http.Errors;

namespace KpiApi.Hooks;

/// <summary>How help desks sign what they send, each by its public documents.</summary>
internal static class HookSignatures
{
    /// <summary>How old or how far ahead a signed time may be: what was sent before is not sent again by somebody else.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(5);

    /// <summary>False for help desks that sign nothing, for which a secret is of no use.</summary>
    public static bool AreSentBy(string? preset) => preset is not "freshdesk";

    /// <summary>What is wrong with the signature of a request; null when nothing is.</summary>
    /// <param name="preset">The help desk; null signs as many others do: <c>X-Hub-Signature-256: sha256=…</c> of the body.</param>
    /// <param name="secret">That it shares with the service.</param>
    public static RequestError? Check(string? preset, string secret, HttpRequest request, ReadOnlyMemory<byte> body, DateTimeOffset now) => preset switch
    {
        "zendesk" => Signed(request, "X-Zendesk-Webhook-Signature", "X-Zendesk-Webhook-Signature-Timestamp", now,
            time => [Convert.ToBase64String(Sha256(secret, Encoding.UTF8.GetBytes(time), body))]),
        "chatwoot" => Signed(request, "X-Chatwoot-Signature", "X-Chatwoot-Timestamp", now,
            time => ["sha256=" + Convert.ToHexStringLower(Sha256(secret, Encoding.UTF8.GetBytes(time + "."), body))]),
        "hubspot" => Signed(request, "X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp", now,
            time => [.. Urls(request).Select(url => Convert.ToBase64String(Sha256(secret, Encoding.UTF8.GetBytes(request.Method + url), body, Encoding.UTF8.GetBytes(time))))]),
        "intercom" or "zammad" => Signed(request, "X-Hub-Signature", null, now, _ => ["sha1=" + Sha1(secret, body)]),
        _ => Signed(request, "X-Hub-Signature-256", null, now, _ => ["sha256=" + Convert.ToHexStringLower(Sha256(secret, body))]),
    };

    /// <param name="time">The header of the signed time; null where none is signed.</param>
    /// <param name="expected">By the signed time: one of them has to be in the header.</param>
    private static RequestError? Signed(HttpRequest request, string header, string? time, DateTimeOffset now, Func<string, string[]> expected)
    {
        var (sent, at) = (request.Headers[header].ToString(), time is null ? "" : request.Headers[time].ToString());
        if (sent.Length == 0) return new("signature_missing", $"The hook has a secret, so each request has to be signed: there is no {header}.") { Parameter = header };
        if (time is not null && (Moment(at) is not { } moment || (now - moment).Duration() > s_window))
            return new("signature_expired", $"{time} has to be within {s_window.TotalMinutes} minutes of now.") { Parameter = time, Value = at };
        return expected(at).Any(known => IsSame(sent, known))
            ? null
            : new("signature_invalid", $"{header} is not that of this body: the secret of the hook is not the one of the help desk, or the body was changed on its way.") { Parameter = header };
    }

    /// <summary>In hexadecimal digits case does not matter, and nothing is learnt from where they differ.</summary>
    private static bool IsSame(string sent, string known) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent.Trim()), Encoding.UTF8.GetBytes(known));

    /// <summary>Seconds or milliseconds since 1970, or ISO 8601.</summary>
    private static DateTimeOffset? Moment(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 100_000_000_000_000)
            return number < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(number) : DateTimeOffset.FromUnixTimeMilliseconds(number);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }

    /// <summary>As the sender knows it: behind a proxy that ends TLS the request came by http here, and by https there.</summary>
    private static string[] Urls(HttpRequest request)
    {
        var path = $"{request.Host}{request.PathBase}{request.Path}{request.QueryString}";
        return [$"https://{path}", $"{request.Scheme}://{path}"];
    }

    private static byte[] Sha256(string secret, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        foreach (var part in parts) hmac.AppendData(part.Span);
        return hmac.GetHashAndReset();
    }

    private static string Sha1(string secret, ReadOnlyMemory<byte> body)
    {
#pragma warning disable CA5350 // Intercom and Zammad sign by no other; as a keyed hash it is not broken.
        return Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body.Span));
#pragma warning restore CA5350
    }
}

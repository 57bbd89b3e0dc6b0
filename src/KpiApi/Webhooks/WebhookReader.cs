using System.Net;
using System.Text.Json;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Settings;

namespace KpiApi.Webhooks;

/// <summary>Reads a webhook as it is sent.</summary>
internal static class WebhookReader
{
    private const int MaxIdLength = 100;
    private const string Url = "url";
    private const string Format = "format";

    private static readonly string[] s_members = ["id", Url, Format];

    /// <summary>To be used only when it adds no errors; the secrets are the caller's business.</summary>
    /// <param name="before">The webhook that it replaces; null for a new one.</param>
    public static WebhookSetting Read(JsonElement body, string id, WebhookSetting? before, bool allowPrivate, List<RequestError> errors)
    {
        var members = JsonMembers.OfBody(body, id, s_members, errors);
        if (id.Length is 0 or > MaxIdLength || id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-')))
            members.Problem("id", "invalid_id", $"The id of a webhook has up to {MaxIdLength} letters, digits, '_' and '-'.", id);
        var url = members.RequiredText(Url, WebhookSetting.MaxUrlLength);
        if (url.Length > 0 && Problem(url, allowPrivate) is { } problem) members.Problem(Url, problem.Code, problem.Message, url);
        var format = members.Text(Format) ?? WebhookFormats.Names[0];
        if (WebhookFormats.Parse(format) is null)
            members.Problem(Format, "unknown_value", $"There is no format {format}; there are {string.Join(", ", WebhookFormats.Names)}.", format, Nearest.To(format, WebhookFormats.Names));
        return new(id, url, WebhookFormats.Parse(format) ?? WebhookFormat.Standard, before?.Secret ?? "", before?.OldSecret, before?.OldUntilMs);
    }

    /// <summary>What can be seen without looking the host up; the rest is checked at each connection.</summary>
    private static (string Code, string Message)? Problem(string text, bool allowPrivate)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
            return ("invalid_url", "url has to be an absolute address like https://example.com/hooks/kpi.");
        if (url.UserInfo.Length > 0) return ("invalid_url", "url has no place for a user or a password: messages are signed.");
        if (url.Fragment.Length > 0) return ("invalid_url", "url has no fragment: it would not be sent.");
        return allowPrivate || !IsPrivate(url) ? null : ("private_address", "url is at a private address, to which nothing is sent; the option Webhooks:AllowPrivate allows it.");
    }

    private static bool IsPrivate(Uri url) => IPAddress.TryParse(url.IdnHost, out var address)
        ? !PublicAddresses.Contains(address)
        : url.IdnHost.TrimEnd('.') is var host && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}

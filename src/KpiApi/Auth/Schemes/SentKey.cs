using System.Text;

namespace KpiApi.Auth.Schemes;

/// <summary>A key or token as a request brings it.</summary>
internal static class SentKey
{
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>X-Api-Key first: a proxy may need Authorization for itself. Null when there is none.</summary>
    public static string? In(HttpRequest request)
    {
        var text = request.Headers[Header] is [{ } key] ? key.Trim()
            : request.Headers.Authorization is not [{ } value] ? null
            : value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim()
            : value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && !LocalCallers.IsOfAnotherSite(request) ? Password(value[Basic.Length..].Trim())
            : null;
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Spreadsheets can send a key only as the password of anybody (RFC 7617).</summary>
    private static string? Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? pair[(colon + 1)..] : null;
    }
}

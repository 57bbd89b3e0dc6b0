using System.Globalization;
using System.Text;
using System.Text.Unicode;
using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace KpiApi.Http;

/// <summary>The id that ends a path.</summary>
internal static class PathId
{
    /// <summary>From the path as it was sent: routing leaves %2F as it is, and an id may contain a slash.</summary>
    /// <exception cref="RefusedException">What is escaped in it is no UTF-8, and would be another id.</exception>
    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2)[0].TrimEnd('/');
        return Unescaped(target[(target.LastIndexOf('/') + 1)..])
            ?? throw new RefusedException(StatusCodes.Status400BadRequest, new("invalid_utf8", "The id in the path is escaped wrongly: % and two digits for each byte of its UTF-8.") { Parameter = "id" });
    }

    /// <summary>Null where an escape is none, or the bytes are no text; the framework's leaves both as they are.</summary>
    private static string? Unescaped(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%') length += Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes.AsSpan(length));
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                (i, length) = (i + 2, length + 1);
            else return null;
        }

        return Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}

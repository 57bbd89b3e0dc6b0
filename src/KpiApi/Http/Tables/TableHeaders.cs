using System.Text;
using KpiApi.Engine.Results;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Http.Tables;

/// <summary>What goes beside a table that its format has no place for.</summary>
internal static class TableHeaders
{
    public const string Warnings = "KpiApi-Warnings";
    public const string Version = "KpiApi-Version";

    /// <summary>The name under which a browser stores the answer.</summary>
    /// <param name="name">Without an extension.</param>
    public static void SetFileName(HttpResponse response, string name, TableForm form)
    {
        if (!form.IsTable) return;
        var disposition = new ContentDispositionHeaderValue("attachment");
        var file = $"{name}.{TableFormats.Name(form.Format)}";
        if (Ascii.IsValid(file)) disposition.FileName = file;
        else disposition.SetHttpFileName(file);
        response.Headers.ContentDisposition = disposition.ToString();
    }

    /// <summary>A list of structured fields (RFC 9651): truncated;message="These are …", partial_bucket;message="…". JSON has them in its body.</summary>
    public static void SetWarnings(HttpResponse response, IReadOnlyList<KpiWarning> warnings, TableForm form)
    {
        if (form.IsTable && warnings.Count > 0)
            response.Headers[Warnings] = string.Join(", ", warnings.Select(warning => $"{warning.Code};message=\"{Escape(warning.Message)}\""));
    }

    /// <summary>Structured fields have only visible signs of ASCII.</summary>
    private static string Escape(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var sign in message)
        {
            if (sign is '"' or '\\') text.Append('\\');
            text.Append(sign is >= ' ' and <= '~' ? sign : '?');
        }
        return text.ToString();
    }
}

using System.Text;

namespace KpiApi.Http.Paging;

/// <summary>Where a list or table goes on that does not end with its answer (RFC 8288), in every format.</summary>
internal static class NextLink
{
    /// <summary>A longer line would be refused by this server, and by others on the way.</summary>
    private const int MaxLength = 4096;

    /// <summary>The same call with another value of one parameter. The link is relative to the server: only the caller knows by which scheme and host it came here.</summary>
    /// <param name="value">Of the parameter; null when the answer is the last.</param>
    public static void Set(HttpContext context, string parameter, string? value)
    {
        if (value is not null)
            Set(context, context.Request.Query.SelectMany(p => p.Value, (p, text) => KeyValuePair.Create(p.Key, text)), parameter, value);
    }

    /// <param name="parameters">Of the call as GET has them; a null value is sent as an empty one.</param>
    public static void Set(HttpContext context, IEnumerable<KeyValuePair<string, string?>> parameters, string parameter, string value)
    {
        var link = new StringBuilder($"<{context.Request.PathBase.ToUriComponent()}{context.Request.Path.ToUriComponent()}?");
        foreach (var (name, text) in parameters.Where(p => p.Key != parameter))
            link.Append(Escape(name)).Append('=').Append(Escape(text)).Append('&');
        link.Append(parameter).Append('=').Append(Escape(value)).Append(">; rel=\"next\"");
        if (link.Length <= MaxLength)
            context.Response.Headers.Link = link.ToString();
    }

    /// <summary>Commas and colons stay readable: they part metrics and statistics.</summary>
    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "").Replace("%2C", ",", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
}

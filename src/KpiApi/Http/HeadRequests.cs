namespace KpiApi.Http;

/// <summary>
/// HEAD wherever there is a GET, as RFC 9110 has it and health probes expect: the request goes the way of the GET, and the server, which has read
/// the method for itself, sends the headers without the body.
/// </summary>
internal static class HeadRequests
{
    private static readonly object s_asked = new();

    /// <summary>Whether only the headers are wanted: for answers that would not end.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(s_asked);

    /// <summary>Before the route is looked for.</summary>
    public static void UseHeadAsGet(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (!HttpMethods.IsHead(context.Request.Method)) return next(context);
            context.Request.Method = HttpMethods.Get;
            context.Items[s_asked] = true;
            return next(context);
        });
        app.UseRouting();
    }

    /// <summary>To what routing has found possible.</summary>
    public static void AddTo(HttpResponse response)
    {
        if (response.Headers.Allow.ToString() is { Length: > 0 } allowed && allowed.Split(", ").Contains(HttpMethods.Get))
            response.Headers.Allow = allowed + ", " + HttpMethods.Head;
    }
}

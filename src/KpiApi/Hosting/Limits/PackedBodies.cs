using Microsoft.AspNetCore.Http.Features;

namespace KpiApi.Hosting.Limits;

/// <summary>Marks a request whose body came compressed.</summary>
internal sealed record PackedBody;

/// <summary>
/// Lines may be any number, but a few kilobytes of gzip can be terabytes of them: what comes packed has a limit everywhere.
/// Stands before the framework's unpacking, which counts what it unpacks and stops at the limit of the request.
/// </summary>
internal static class PackedBodies
{
    public static Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.ContentEncoding.Count > 0 && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize ??= context.Limits().MaxUnpackedBytes;
            context.Features.Set(new PackedBody());
        }

        return next(context);
    }
}

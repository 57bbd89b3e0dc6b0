using System.Globalization;
using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace KpiApi.Http.Limits;

/// <summary>Marks a request whose body came compressed.</summary>
internal sealed class PackedBody
{
    /// <summary>Bytes as they came, read so far.</summary>
    public long PackedBytes { get; set; }

    /// <summary>Bytes that were made of them.</summary>
    public long UnpackedBytes { get; set; }
}

/// <summary>
/// Lines may be any number, but a few kilobytes of gzip can be terabytes of them: what comes packed has a limit everywhere, on its size, on how much larger
/// than packed it is, and on what a key has unpacked in a minute. The framework's unpacking stands between the two steps; it counts what it unpacks and stops at the limit of the request.
/// </summary>
internal static class PackedBodies
{
    public const string TooMuch = "too_much_unpacked";

    private const string Encodings = "br, deflate, gzip";

    /// <summary>Small bodies of blanks or zeros may be packed as well as they can be.</summary>
    private const int FreeBytes = 1024 * 1024;

    public static void UseUnpacking(this WebApplication app)
    {
        app.Use(LimitAsync);
        app.UseRequestDecompression();
        app.Use(MeterAsync);
    }

    private static Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        var encoding = context.Request.Headers.ContentEncoding;
        if (encoding.Count == 0) return next(context);
        if (encoding is ["identity"])
        {
            context.Request.Headers.ContentEncoding = default;
            return next(context);
        }

        if (context.RequestServices.GetRequiredService<UnpackedBudget>().UntilThereIsSome(Owner(context)) is { } wait) return RefuseAsync(context, wait);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize ??= context.Limits().MaxUnpackedBytes;
        var packed = new PackedBody();
        context.Features.Set(packed);
        context.Request.Body = new MeteredBody(context.Request.Body, (bytes, _) =>
        {
            packed.PackedBytes += bytes;
            return ValueTask.CompletedTask;
        });
        return next(context);
    }

    private static Task MeterAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<PackedBody>() is not { } body) return next(context);
        // It takes away what it understands; the rest, several at once too, would be stored packed.
        if (context.Request.Headers.ContentEncoding.Count > 0) return RefuseAsync(context);
        var (limits, budget, owner) = (context.Limits(), context.RequestServices.GetRequiredService<UnpackedBudget>(), Owner(context));
        context.Request.Body = new MeteredBody(context.Request.Body, (bytes, cancel) =>
        {
            body.UnpackedBytes += bytes;
            if (body.UnpackedBytes > FreeBytes + body.PackedBytes * limits.MaxUnpackedRatio) throw TooPacked(limits);
            return budget.ReserveAsync(owner, bytes, cancel);
        });
        return next(context);
    }

    private static string Owner(HttpContext context) => context.User.KeyId();

    private static RefusedException TooPacked(LimitsOptions limits) => new(StatusCodes.Status413PayloadTooLarge,
        new("too_large_unpacked", $"Unpacked, the body is more than {limits.MaxUnpackedRatio} times as large as packed; send it as it is."));

    private static Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        var seconds = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return ProblemResults.Of(StatusCodes.Status429TooManyRequests,
            new(TooMuch, $"This key has had more than {context.Limits().MaxUnpackedBytesPerMinute} bytes unpacked in a minute; wait {seconds} s, or send what is not compressed.")).ExecuteAsync(context);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.AcceptEncoding = Encodings;
        return ProblemResults.Of(StatusCodes.Status415UnsupportedMediaType,
            new("unsupported_encoding", $"Content-Encoding has to be one of {Encodings}.") { Parameter = "Content-Encoding" }).ExecuteAsync(context);
    }
}

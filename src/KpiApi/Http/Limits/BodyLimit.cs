using KpiApi.Http.Descriptions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Http.Limits;

/// <summary>Bytes that a route takes, packed and unpacked. Read from the options when a request comes, which is after they were checked.</summary>
internal sealed class BodyLimit(IOptions<LimitsOptions> options, Func<LimitsOptions, long?> limit) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => limit(options.Value);
}

internal static class BodyLimitConventions
{
    /// <summary>Null = any length.</summary>
    public static RouteHandlerBuilder WithBodyLimit(this RouteHandlerBuilder route, Func<LimitsOptions, long?> limit)
    {
        route.Add(endpoint => endpoint.Metadata.Add(new BodyLimit(endpoint.ApplicationServices.GetRequiredService<IOptions<LimitsOptions>>(), limit)));
        return route
            .Fails(StatusCodes.Status408RequestTimeout, "The body came too slowly.", "too_slow")
            .Fails(StatusCodes.Status413PayloadTooLarge, "The body is too large, packed or unpacked.", "too_large", "too_large_unpacked")
            .Fails(StatusCodes.Status415UnsupportedMediaType, "Another media type or encoding.", "unsupported_media_type", "unsupported_encoding")
            .Fails(StatusCodes.Status429TooManyRequests, "Too many requests, or too much to unpack in a minute; `Retry-After` says when to go on.", "too_much_unpacked")
            .SendsHeader(HeaderNames.AcceptEncoding, StatusCodes.Status415UnsupportedMediaType);
    }
}

using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace KpiApi.Hosting.Limits;

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
        return route;
    }
}

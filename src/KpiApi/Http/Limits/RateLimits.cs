using System.Globalization;
using System.Threading.RateLimiting;
using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace KpiApi.Http.Limits;

/// <summary>
/// A bucket of requests a key; a bucket an address for those without a good one, so that guessing is slow. Probes are not counted, and
/// neither is a caller on this machine while there is no key.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private readonly LimitsOptions _options;

    public RateLimits(IOptions<LimitsOptions> options)
    {
        _options = options.Value;
        Limiter = PartitionedRateLimiter.Create<HttpContext, string>(context => OwnerOf(context) is { } owner
            ? RateLimitPartition.GetTokenBucketLimiter(owner, _ => Bucket())
            : RateLimitPartition.GetNoLimiter(""));
    }

    public PartitionedRateLimiter<HttpContext> Limiter { get; }

    private int Quota => _options.RequestsPerSecond * _options.BurstSeconds;

    /// <summary>What is left, with every answer: by the fields of draft-ietf-httpapi-ratelimit-headers, and by those of its first versions, which more clients know.</summary>
    public Task AddHeadersAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var left = Limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
            var seconds = (Quota - left + _options.RequestsPerSecond - 1) / _options.RequestsPerSecond;
            var headers = context.Response.Headers;
            headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"key\";q={Quota};w={_options.BurstSeconds}");
            headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"key\";r={left};t={seconds}");
            headers["RateLimit-Limit"] = Quota.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Reset"] = seconds.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        return next(context);
    }

    public async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken _)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? Math.Max(1, Math.Ceiling(told.TotalSeconds)) : 1;
        refused.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        var message = string.Create(CultureInfo.InvariantCulture, $"More than {_options.RequestsPerSecond} requests a second; send more items in one request, or wait {wait} s.");
        await ProblemResults.Of(StatusCodes.Status429TooManyRequests, new("too_many_requests", message)).ExecuteAsync(refused.HttpContext);
    }

    public void Dispose() => Limiter.Dispose();

    /// <summary>False for requests that no bucket is for.</summary>
    public bool IsCounted(HttpContext context) => OwnerOf(context) is not null;

    /// <summary>Whose bucket the request is taken from; null for nobody's.</summary>
    private string? OwnerOf(HttpContext context)
    {
        if (_options.RequestsPerSecond == 0 || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return null;
        if (!context.User.IsKnown()) return "at " + context.Connection.RemoteIpAddress;
        return context.User.IsLocal() ? null : context.User.KeyId();
    }

    private TokenBucketRateLimiterOptions Bucket() => new()
    {
        TokenLimit = Quota,
        TokensPerPeriod = _options.RequestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    };
}

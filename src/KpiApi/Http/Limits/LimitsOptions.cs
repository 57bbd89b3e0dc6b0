using System.ComponentModel.DataAnnotations;

namespace KpiApi.Http.Limits;

/// <summary>Section Limits: how much one caller may use at once. GraphQL documents have further limits in the section GraphQL.</summary>
internal sealed record LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Requests per second of one key, on average; 0 = unlimited. Code too_many_requests.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Limits:RequestsPerSecond has to be from 0, which is no limit, to 1000000.")]
    public int RequestsPerSecond { get; set; } = 1_000;

    /// <summary>Seconds' worth of requests that may come at once.</summary>
    [Range(1, 60, ErrorMessage = "Limits:BurstSeconds has to be from 1 to 60.")]
    public int BurstSeconds { get; set; } = 2;

    /// <summary>Bytes of a JSON body with one item or an array, after decompression. Code too_large.</summary>
    [Range(1_024, 1_073_741_824, ErrorMessage = "Limits:MaxBodyBytes has to be from 1024 to 1073741824.")]
    public int MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Bytes of a body with a query, a setting or a key, after decompression. Code too_large.</summary>
    [Range(1_024, 67_108_864, ErrorMessage = "Limits:MaxSmallBodyBytes has to be from 1024 to 67108864.")]
    public int MaxSmallBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Bytes of compressed NDJSON or CSV after decompression; uncompressed bodies have no limit. Code too_large_unpacked.</summary>
    [Range(1_024, 1_099_511_627_776, ErrorMessage = "Limits:MaxUnpackedBytes has to be from 1024 to 1099511627776.")]
    public long MaxUnpackedBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Ratio of decompressed to compressed bytes, for bodies beyond 1 MiB. Code too_large_unpacked.</summary>
    [Range(2, 100_000, ErrorMessage = "Limits:MaxUnpackedRatio has to be from 2 to 100000.")]
    public int MaxUnpackedRatio { get; set; } = 100;

    /// <summary>Bytes decompressed for one key per minute; beyond that, a body under way is read more slowly and a new one is refused; 0 = unlimited. Code too_much_unpacked.</summary>
    [Range(0, 1_099_511_627_776, ErrorMessage = "Limits:MaxUnpackedBytesPerMinute has to be from 0, which is no limit, to 1099511627776.")]
    public long MaxUnpackedBytesPerMinute { get; set; } = 1024 * 1024 * 1024;

    /// <summary>Items of a JSON array. Code too_many_items.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Limits:MaxItems has to be from 1 to 1000000.")]
    public int MaxItems { get; set; } = 10_000;

    /// <summary>Bytes of a line of NDJSON or a row of CSV. Code line_too_long.</summary>
    [Range(1_024, 16_777_216, ErrorMessage = "Limits:MaxLineBytes has to be from 1024 to 16777216.")]
    public int MaxLineBytes { get; set; } = 1024 * 1024;

    /// <summary>Nesting depth of JSON objects and arrays. Code too_deep.</summary>
    [Range(8, 256, ErrorMessage = "Limits:MaxJsonDepth has to be from 8 to 256.")]
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>Characters of a text such as an id, a team or a reason. Code too_long.</summary>
    [Range(1, 200, ErrorMessage = "Limits:MaxTextLength has to be from 1 to 200, which is what the tables hold.")]
    public int MaxTextLength { get; set; } = 200;

    /// <summary>Characters of a survey's comment. Code too_long.</summary>
    [Range(1, 10_000, ErrorMessage = "Limits:MaxCommentLength has to be from 1 to 10000, which is what the table holds.")]
    public int MaxCommentLength { get; set; } = 10_000;

    /// <summary>Groups × buckets × metrics of one query, and never more than fit in the memory for queries. Code query_too_costly.</summary>
    [Range(1, 100_000_000, ErrorMessage = "Limits:MaxQueryValues has to be from 1 to 100000000.")]
    public long MaxQueryValues { get; set; } = 5_000_000;

    /// <summary>Seconds that a query may take, waiting included; time in which the client reads does not count. Code query_timeout.</summary>
    [Range(1, 3_600, ErrorMessage = "Limits:QuerySeconds has to be from 1 to 3600.")]
    public int QuerySeconds { get; set; } = 30;

    /// <summary>Queries of one key that may wait for their turn; all keys together eight times as many. Codes too_many_queries and queries_busy.</summary>
    [Range(1, 10_000, ErrorMessage = "Limits:WaitingQueries has to be from 1 to 10000.")]
    public int WaitingQueries { get; set; } = 32;

    /// <summary>Requests of one key that may wait for their minVersion. Code too_many_waits.</summary>
    [Range(1, 10_000, ErrorMessage = "Limits:VersionWaits has to be from 1 to 10000.")]
    public int VersionWaits { get; set; } = 16;

    /// <summary>Streams of one key that may be open. Code too_many_streams.</summary>
    [Range(1, 100_000, ErrorMessage = "Limits:Streams has to be from 1 to 100000.")]
    public int Streams { get; set; } = 200;

    /// <summary>Seconds within which the headers of a request must arrive.</summary>
    [Range(1, 300, ErrorMessage = "Limits:HeadersSeconds has to be from 1 to 300.")]
    public int HeadersSeconds { get; set; } = 15;

    /// <summary>Bytes per second below which a request body, or a client that reads an answer, is given up; 0 = never. Code too_slow.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Limits:MinBytesPerSecond has to be from 0 to 1000000.")]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>Seconds for which a body may be slower than MinBytesPerSecond.</summary>
    [Range(2, 300, ErrorMessage = "Limits:SlowSeconds has to be from 2 to 300.")]
    public int SlowSeconds { get; set; } = 5;
}

internal static class LimitsOfRequests
{
    public static LimitsOptions Limits(this HttpContext context) => context.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<LimitsOptions>>().Value;
}

using KpiApi.Http.Descriptions;
using KpiApi.Http.Tables;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>The headers that answers can have, beside those of any answer by HTTP.</summary>
internal static class AnswerHeaderShapes
{
    /// <summary>With every answer while requests are counted; a caller on this machine without a key is not.</summary>
    public static readonly string[] OfLimits = ["RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

    public static Dictionary<string, IOpenApiHeader> All => new()
    {
        ["RateLimit"] = Header(Shapes.Text("What is left, and the seconds until all of it is there again (draft-ietf-httpapi-ratelimit-headers).", "\"key\";r=199;t=1")),
        ["RateLimit-Policy"] = Header(Shapes.Text("The requests that a key has at once, and the seconds in which they come back.", "\"key\";q=200;w=2")),
        ["RateLimit-Limit"] = Header(Shapes.Whole("The requests that a key has at once.", 200)),
        ["RateLimit-Remaining"] = Header(Shapes.Whole("Those left.", 199)),
        ["RateLimit-Reset"] = Header(Shapes.Whole("Seconds until all of them are there again.", 1)),
        [HeaderNames.RetryAfter] = Header(Shapes.Whole("Seconds after which to ask again; absent where that is of no use.", 5)),
        [HeaderNames.WWWAuthenticate] = Header(Shapes.Text("How to send a key, or which scope is missing.", "Bearer realm=\"KpiApi\"")),
        [HeaderNames.ETag] = Header(Shapes.Text("The version of the data with the query: to be sent as `If-None-Match`. Absent from an answer that is stale.", "W/\"4711-0a1b2c3d4e5f\"")),
        [HeaderNames.CacheControl] = Header(Shapes.Text("Who may keep the answer.", "private, no-cache")),
        [HeaderNames.Link] = Header(Shapes.Text("Where the list or table goes on, when it does not end with this answer (RFC 8288); relative to this server.", "</v1/kpis?metrics=csat&offset=10000>; rel=\"next\"")),
        [HeaderNames.ContentDisposition] = Header(Shapes.Text("Of tables: the name of the file.", "attachment; filename=kpis_csat_2026-01-01_2026-01-31.csv")),
        [TableHeaders.Version] = Header(Shapes.Whole("The version of the data that the table is of.", 4711)),
        [TableHeaders.Warnings] = Header(Shapes.Text("Of tables, when there are warnings, each with its message: a list of structured fields (RFC 9651). JSON has them in its body.", "truncated;message=\"These are 10000 of 12345 rows.\"")),
        [HeaderNames.AcceptEncoding] = Header(Shapes.Text("The compressions of a body that are taken.", "gzip, br, deflate")),
    };

    private static OpenApiHeader Header(OpenApiSchema schema)
    {
        var header = new OpenApiHeader { Description = schema.Description, Schema = schema };
        schema.Description = null;
        return header;
    }
}

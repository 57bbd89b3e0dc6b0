using System.Net.Mime;
using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Http;

internal static class MediaTypes
{
    public const string Csv = MediaTypeNames.Text.Csv;
    public const string Ndjson = "application/x-ndjson";
    public const string MergePatch = "application/merge-patch+json";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Parquet = "application/vnd.apache.parquet";

    /// <summary>Lower-case and without parameters; null when there is none or it cannot be read.</summary>
    public static string? Of(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && IsUtf8(type) ? type.MediaType.Value?.ToLowerInvariant() : null;

    public static ProblemHttpResult Unsupported(params string[] possible) => ProblemResults.Of(
        StatusCodes.Status415UnsupportedMediaType,
        new("unsupported_media_type", $"Content-Type has to be {string.Join(" or ", possible)}, in UTF-8.") { Parameter = "Content-Type" });

    public static ProblemHttpResult UnsupportedForBatch() => Unsupported(MediaTypeNames.Application.Json, Ndjson, Csv);

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}

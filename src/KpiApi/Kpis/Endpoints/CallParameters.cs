using System.Globalization;
using System.Net.Mime;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Spelling;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Kpis.Admission;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The parameters of a reading call that are not the question itself: the form of the answer, and how new it must be.</summary>
/// <param name="AsCsv"><c>format=csv</c>, or an Accept header that prefers it.</param>
/// <param name="MinVersion">Of the data; null = any.</param>
internal sealed record CallParameters(bool AsCsv, long? MinVersion)
{
    /// <summary>All of them, beside those of the question.</summary>
    public static readonly IReadOnlyList<string> Names = ["format", "minVersion"];

    private static readonly string[] s_formats = ["json", "csv"];

    /// <param name="context">Whose Accept header counts when no format is given.</param>
    /// <param name="request">What was asked; parameters that are no question's are taken out of it.</param>
    public static CallParameters ExtractFrom(HttpContext context, KpiRequest request, List<QueryError> errors)
    {
        var format = Single(request, "format", errors);
        if (format is not (null or "json" or "csv"))
            errors.Add(new QueryError("invalid_value", "format", format, $"'{format}' is no format. Valid: json, csv.", Nearest.To(format, s_formats)));
        var minVersion = Single(request, "minVersion", errors);
        if (minVersion is not null && !long.TryParse(minVersion, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            errors.Add(new QueryError("invalid_value", "minVersion", minVersion, "'minVersion' is the 'version' of an answer: a whole number."));
        request.RemoveAll(Names);
        context.Response.Headers.Vary = HeaderNames.Accept;
        return new CallParameters(WantsCsv(context.Request, format), long.TryParse(minVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
    }

    /// <summary>The form of the answer, if the parameters are right.</summary>
    public static bool WantsCsv(HttpRequest request) => WantsCsv(request, request.Query["format"] is [.., var format] ? format : null);

    private static bool WantsCsv(HttpRequest request, string? format) => format is null ? PrefersCsv(request) : format == "csv";

    private static string? Single(KpiRequest request, string name, List<QueryError> errors)
    {
        var values = request.Values(name);
        if (values.Count > 1)
            errors.Add(new QueryError("given_twice", name, string.Join(", ", values), $"'{name}' takes one value and was given {values.Count}."));
        return values is [.., var last] ? last : null;
    }

    /// <summary>False when the caller takes neither form.</summary>
    public static bool IsAcceptable(HttpRequest request) => JsonQuality(request) > 0 || CsvQuality(request) > 0;

    /// <summary>JSON wherever both are as welcome.</summary>
    private static bool PrefersCsv(HttpRequest request) => CsvQuality(request) > JsonQuality(request);

    private static double JsonQuality(HttpRequest request) => AcceptedForms.Quality(request, MediaTypeNames.Application.Json);

    private static double CsvQuality(HttpRequest request) => AcceptedForms.Quality(request, MediaTypes.Csv);

    /// <summary>Null once the version asked for is visible; a problem when it is not within five seconds.</summary>
    public async Task<IResult?> WaitAsync(VersionWaits waits, HttpContext context)
    {
        if (MinVersion is not { } version)
            return null;
        if (waits.Refusal(version, context.User) is { } refused)
            return ProblemResults.Of(refused.Status, refused.Error);
        return await waits.UntilAsync(version, context.User, context.RequestAborted)
            ? null
            : ProblemResults.Of(StatusCodes.Status503ServiceUnavailable, new RequestError("version_not_visible",
                $"Version {version} is not visible here yet; the newest is {waits.Newest}.")
            { Parameter = "minVersion", Value = version });
    }
}

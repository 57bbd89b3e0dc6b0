using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Queries;
using KpiApi.Hosting;

namespace KpiApi.Kpis;

/// <summary>The parameters of a reading call that are not the question itself: the form of the answer, and how new it must be.</summary>
/// <param name="AsCsv"><c>format=csv</c>, or an Accept header that prefers it.</param>
/// <param name="MinVersion">Of the data; null = any.</param>
internal sealed record CallParameters(bool AsCsv, long? MinVersion)
{
    public const string CsvMediaType = "text/csv";

    /// <summary>All of them, beside those of the question.</summary>
    public static readonly IReadOnlyList<string> Names = ["format", "minVersion"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <param name="context">Whose Accept header counts when no format is given.</param>
    /// <param name="value">Finds a parameter's value; null when absent.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static CallParameters Read(HttpContext context, Func<string, string?> value, List<QueryError> errors)
    {
        var format = value("format");
        if (format is not (null or "json" or "csv"))
            errors.Add(new QueryError("invalid_value", "format", format, $"'{format}' is no format. Valid: json, csv.", Nearest.To(format, ["json", "csv"])));
        var minVersion = value("minVersion");
        if (minVersion is not null && !long.TryParse(minVersion, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            errors.Add(new QueryError("invalid_value", "minVersion", minVersion, "'minVersion' is the 'version' of an answer: a whole number."));
        var accepts = context.Request.Headers.Accept.ToString();
        var asCsv = format == "csv" || (format is null && accepts.StartsWith(CsvMediaType, StringComparison.OrdinalIgnoreCase));
        return new CallParameters(asCsv, long.TryParse(minVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
    }

    /// <summary>Null once the version asked for is visible; a problem when it is not within five seconds.</summary>
    public async Task<IResult?> WaitAsync(FactWriter facts, TimeProvider clock, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        while (facts.Current.Version < MinVersion)
        {
            if (clock.GetElapsedTime(start) > s_patience)
            {
                return ProblemResults.Of(StatusCodes.Status503ServiceUnavailable, new RequestError("version_not_visible",
                    $"Version {MinVersion} is not visible here yet; the newest is {facts.Current.Version}.") { Parameter = "minVersion", Value = MinVersion });
            }
            await Task.Delay(s_pause, clock, cancel);
        }
        return null;
    }
}

using System.Globalization;
using KpiApi.Engine.Queries;
using KpiApi.Http.Errors;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The parameters of a reading call that are not the question itself: the form of the answer, and how new it must be.</summary>
/// <param name="Form">By parameters, or an Accept header that prefers it.</param>
/// <param name="MinVersion">Of the data; null = any.</param>
internal sealed record CallParameters(TableForm Form, long? MinVersion)
{
    private const string Version = "minVersion";

    /// <summary>All of them, beside those of the question.</summary>
    public static readonly IReadOnlyList<string> Names = [.. FormParameters.All, Version];

    /// <param name="context">Whose Accept header counts when no format is given.</param>
    /// <param name="request">What was asked; parameters that are no question's are taken out of it.</param>
    /// <param name="form">Those of <see cref="FormParameters"/> that the route has.</param>
    public static CallParameters ExtractFrom(HttpContext context, KpiRequest request, IReadOnlyList<string> form, List<QueryError> errors)
    {
        var asked = FormParameters.ExtractFrom(context, request, form, errors);
        var versions = request.Values(Version);
        if (versions.Count > 1)
            errors.Add(new QueryError("given_twice", Version, string.Join(", ", versions), $"'{Version}' takes one value and was given {versions.Count}."));
        long? minVersion = null;
        if (versions is [.., { } text])
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                minVersion = version;
            else
                errors.Add(new QueryError("invalid_value", Version, text, $"'{Version}' is the 'version' of an answer: a whole number."));
        }
        request.RemoveAll([Version]);
        return new CallParameters(asked, minVersion);
    }

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
            { Parameter = Version, Value = version });
    }
}

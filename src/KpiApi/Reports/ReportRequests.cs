using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Json;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Endpoints;
using KpiApi.Settings;

namespace KpiApi.Reports;

/// <summary>A report as the query that it is, with what a call says anew.</summary>
internal static class ReportRequests
{
    /// <summary>What a call may say beside filters. Metrics, groups, order and the like are what makes the report.</summary>
    public static IReadOnlyList<string> Names { get; } = ["period", "from", "to", "timeZone", "offset", "minVersion", .. FormParameters.All];

    private const string AllowUnknown = "allowUnknown";

    private static readonly string[] s_period = ["period", "from", "to"];

    /// <summary>As it is stored.</summary>
    public static KpiRequest Of(ReportSetting report) => JsonBody.Texts(() => KpiRequests.Read(report.Query));

    /// <summary>Under the report's own words: a period anew takes the place of the stored one, and so does a filter.</summary>
    /// <param name="link">Null for a caller with a key; a link only leaves out some of what its report shows, so that it opens nothing else.</param>
    public static KpiRequest With(ReportSetting report, KpiRequest given, ReportLink? link, List<QueryError> errors)
    {
        var (stored, request) = (Of(report), new KpiRequest());
        foreach (var name in given.Names) Check(name, stored, link, errors);
        var replaced = given.Names.Select(Subject).ToHashSet(StringComparer.Ordinal);
        foreach (var source in (KpiRequest[])[stored, given])
            foreach (var name in source.Names.Where(name => source == given || !replaced.Contains(Subject(name))))
            {
                request.Add(name);
                foreach (var value in source.Values(name)) request.Add(name, value);
            }

        if (link is null) return request;
        // A value that is not there would be answered with the likest one that is, of all there are.
        request.RemoveAll([AllowUnknown]);
        return request.Add(AllowUnknown, "true");
    }

    private static void Check(string name, KpiRequest stored, ReportLink? link, List<QueryError> errors)
    {
        var isFilter = DimensionNames.OfFilter(name) is not null;
        if (!isFilter && !Names.Contains(name))
            errors.Add(new("unknown_parameter", name, null, $"A report takes no parameter '{name}'. It takes {string.Join(", ", Names)} and filters.", Nearest.To(name, Names.Concat(DimensionNames.All))));
        else if (link is { Fixed: true } && name is not ("offset" or "minVersion"))
            errors.Add(new("not_allowed", name, null, "This link shows its report as it is: it takes no parameters."));
        else if (link is not null && isFilter && !IsShown(Subject(name), stored))
            errors.Add(new("not_allowed", name, null, "A link shows nothing beside its report: it can be filtered only by dimensions that the report groups by, and has no filter by."));
    }

    /// <summary>The report has a row for each value.</summary>
    private static bool IsShown(string dimension, KpiRequest stored) =>
        stored.Values("groupBy").Any(groups => (groups ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(dimension)) && !stored.Names.Any(name => name != "groupBy" && Subject(name) == dimension);

    /// <summary>Parameters of one subject take each other's place: the three that say the period, and channel and channel.not.</summary>
    private static string Subject(string name) =>
        s_period.Contains(name) ? s_period[0] : DimensionNames.OfFilter(name) is { } dimension ? DimensionNames.Name(dimension) : name;
}

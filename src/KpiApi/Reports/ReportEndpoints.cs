using KpiApi.Auth;
using KpiApi.Auth.Schemes;
using KpiApi.Engine.Queries;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Endpoints;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Reports;

/// <summary>Stored queries, run: by callers with a key, and by links. Reports themselves are settings.</summary>
internal static class ReportEndpoints
{
    public static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<ReportLinks>();
        services.AddSingleton<SettingCheck<ReportSetting>>(ReportChecks.Check);
    }

    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var reading = app.MapGroup("/v1/reports/{id}").WithTags(Tags.Kpis).AnswersJsonOrTables().RefusesWhileLoading().RequireAuthorization(ScopeNames.Read)
            .TakesPath("id", Shapes.Text("The report's id.", "monthly-csat"))
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the request, at once.", "unknown_parameter", "not_allowed");
        reading.MapGet("/data", GetAsync).TakesReportParameters()
            .WithName("getReportData")
            .WithSummary("Run a report")
            .WithDescription("The stored query, answered as `/v1/kpis` answers it. A period given here takes the place of the stored one, and so does a filter.")
            .Fails(StatusCodes.Status404NotFound, "There is no such report.", "not_found");
        reading.MapGet("/data/{token}", GetByLinkAsync).TakesReportParameters().WithMetadata(new OpenedByLink(ReportLinks.CallerOf, AuthenticationRefusal.NoLink))
            .WithName("getLinkedReportData")
            .WithSummary("Run a report by a link")
            .WithDescription("For tools that cannot send a header. A link opens its report and nothing else: it can be filtered by what the report groups by, and one that is `fixed` takes no parameters.")
            .TakesPath("token", Shapes.Text("Of the link.", "t0k3n"))
            .Fails(StatusCodes.Status403Forbidden, "The link may not show agents; or there is no key yet, and the caller is on another machine.", "scope_missing", "no_key_set")
            .Fails(StatusCodes.Status404NotFound, "There is no such link; it may have expired or been revoked.", "link_unknown");
        ReportLinkEndpoints.Map(app);
    }

    private static RouteHandlerBuilder TakesReportParameters(this RouteHandlerBuilder route) => route.AnswersNumbers()
        .TakesQuery(KpiParameters.All.Where(p => ReportRequests.Names.Contains(p.Name) || KpiParameters.IsFilter(p.Name)).Concat(KpiParameters.Lists).Concat(KpiParameters.OfCall(FormParameters.All)))
        .Produces(StatusCodes.Status304NotModified)
        .Explains(StatusCodes.Status304NotModified, "The numbers are those that `If-None-Match` names.")
        .SendsHeader(HeaderNames.ETag, StatusCodes.Status304NotModified)
        .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status304NotModified);

    private static Task<IResult> GetAsync(string id, HttpContext context, CurrentSettings settings) =>
        Find(id, context, settings) is { } report ? AnswerAsync(report, null, context) : Task.FromResult<IResult>(NotFound(id));

    private static Task<IResult> GetByLinkAsync(string id, HttpContext context, CurrentSettings settings, ReportLinks links)
    {
        if (links.Find(context) is not { } link || !settings.Current.Reports.TryGetValue(id, out var report))
            return Task.FromResult<IResult>(ProblemResults.Of(AuthenticationRefusal.NoLink.Status, AuthenticationRefusal.NoLink.Error));
        // Also where no key is needed: whoever comes by a link may do what the link may.
        context.User = ReportLinks.Caller(link);
        return AnswerAsync(report, link, context);
    }

    private static Task<IResult> AnswerAsync(ReportSetting report, ReportLink? link, HttpContext context)
    {
        var errors = new List<QueryError>();
        var given = KpiRequests.FromQuery(context.Request.Query);
        var sent = given.All;
        var request = ReportRequests.With(report, given, link, errors);
        return errors.Count > 0 ? Task.FromResult<IResult>(QueryProblems.Of(errors)) : KpiEndpoints.AnswerAsync(context, request, sent);
    }

    /// <summary>Null when there is none that the caller may see.</summary>
    public static ReportSetting? Find(string id, HttpContext context, CurrentSettings settings) =>
        settings.Current.Reports.TryGetValue(id, out var report) && (context.User.Holds(Scopes.ReadAgents) || !report.NamesAgent) ? report : null;

    public static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NotFound(string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "There is no report with this id.") { Parameter = "id", Value = id });
}

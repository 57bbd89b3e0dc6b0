using System.Net.Mime;
using KpiApi.Engine.Drivers;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Limits;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;

namespace KpiApi.Kpis.Endpoints;

/// <summary>Why a metric changed.</summary>
internal static class DriverEndpoints
{
    private const string Meaning =
        "What the values of each dimension contribute to the change of a metric between two periods. Contributions add up to the change; the dimension that explains most comes first. "
        + "Of counts, sums and levels each value's own change; of means, ratios and scores split into mix (its share grew or shrank) and performance (it became better or worse).";

    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/kpis/drivers", GetAsync).AnswersDrivers()
            .WithName("getDrivers")
            .WithSummary("Why a metric changed")
            .WithDescription(Meaning)
            .TakesQuery(DriversParser.Metric, DriverShapes.Parameter(DriversParser.Metric), isRequired: true)
            .TakesQuery(DriverShapes.Parameters.Where(p => p.Name != DriversParser.Metric).Concat(KpiParameters.Lists).Concat(KpiParameters.OfCall(FormParameters.OfDurations)));
        v1.MapPost("/kpis/drivers", PostAsync).AnswersDrivers().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("postDrivers")
            .WithSummary("Why a metric changed, with a body")
            .WithDescription(Meaning + " The same as GET, for questions that are long.")
            .TakesBody("The parameters of GET under the same names.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(DriverShapes.Request), ("query", DriverShapes.RequestExample())))
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the question, at once.", KpiEndpoints.BodyCodes);
    }

    private static RouteHandlerBuilder AnswersDrivers(this RouteHandlerBuilder route) => route.RefusesWhenFull().WaitsForVersion().ProducesTables()
        .Produces<DriversItem>()
        .Explains(StatusCodes.Status200OK, "The change and its drivers.", ("csatByChannel", DriverShapes.ResultExample()))
        .SendsHeader(TableHeaders.Warnings, StatusCodes.Status200OK)
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the question, at once.", [.. KpiEndpoints.Codes, "not_decomposable"]);

    private static Task<IResult> GetAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits) =>
        AnswerAsync(context, KpiRequests.FromQuery(context.Request.Query), runner, admission, waits);

    private static async Task<IResult> PostAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits) =>
        KpiEndpoints.WrongPost(context.Request) ?? await AnswerAsync(context, await KpiRequests.FromBodyAsync(context.Request, context.RequestAborted), runner, admission, waits);

    private static async Task<IResult> AnswerAsync(HttpContext context, KpiRequest request, KpiRunner runner, QueryAdmission admission, VersionWaits waits)
    {
        var errors = new List<QueryError>();
        var call = CallParameters.ExtractFrom(context, request, FormParameters.OfDurations, errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        // A wrong name is looked for among all there are, so reading the question takes a turn too.
        var (query, snapshot, wrong) = await admission.RunAsync(context.User, QueryCost.Small, (_, _) => runner.ParseDrivers(request, context.User), context.RequestAborted);
        if (query is null || errors.Count > 0)
            return QueryProblems.Of([.. errors, .. wrong]);
        var prepared = runner.Prepare(query, snapshot);
        var (result, failures) = await admission.RunAsync(context.User, prepared.Cost, (helpers, cancel) => runner.Execute(prepared, helpers, cancel), context.RequestAborted);
        if (result is null)
            return QueryProblems.Of(failures);
        TableHeaders.SetWarnings(context.Response, result.Warnings, call.Form);
        context.Response.Headers.CacheControl = AnswerHeaders.Caching;
        return call.Form.IsTable
            ? new TableAnswer(DriverTable.Of(result), call.Form, KpiTable.FileName(query.Query, "drivers"))
            : TypedResults.Ok(DriversItem.Of(result));
    }
}

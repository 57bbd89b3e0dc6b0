using KpiApi.Auth;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Queries;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;
using Microsoft.OpenApi;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The tickets or surveys behind one number.</summary>
internal static class RecordEndpoints
{
    public static void Map(RouteGroupBuilder v1) => v1.MapGet("/kpis/records", ListAsync).RefusesWhenFull().WaitsForVersion().ProducesTables().LinksToNext().RequireAuthorization(ScopeNames.ReadAgents)
        .WithName("listRecords")
        .WithSummary("What a number is made of")
        .WithDescription("The tickets, surveys or accounts behind one number: exactly as many as its `count`, in the order of their arrival. "
            + "`orderBy=-at` lists the newest first, `orderBy=-value` the longest of a duration, `orderBy=score` the worst answers of surveys, by where each lies on its scale; `outcome=negative` lists only detractors and those who are not satisfied.")
        .TakesQuery("orderBy", Order())
        .TakesQuery("outcome", Outcome())
        .TakesQuery("metric", Shapes.Text("Whose facts: a metric by its name.", "csat"), isRequired: true)
        .TakesQuery(KpiParameters.OfFacts.Concat(KpiParameters.Lists).Concat(KpiParameters.OfCall(FormParameters.OfDurations)))
        .TakesPage(RecordLists.MaxLimit, RecordLists.DefaultLimit)
        .Produces<ItemList<Record>>()
        .Explains(StatusCodes.Status200OK, "A page: ids, the moment that places each in the period, what it adds, whether a ratio counts it, its dimensions.")
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", [.. KpiEndpoints.Codes, "no_records", "not_allowed"]);

    public static OpenApiSchema Order() =>
        Shapes.Text("`at`, `value` (of means) or `score` (of surveys); a minus sign before it means descending. Records without the value come last. Default: in the order of their arrival.", "-at");

    public static OpenApiSchema Outcome() => Shapes.List(Shapes.Choice("How a survey was answered.", RecordListParser.Outcomes), "Of surveys, lists only those answered so; repeat it for several.");

    private static async Task<IResult> ListAsync(HttpContext context, KpiRunner runner, RecordLists lists, VersionWaits waits)
    {
        var errors = new List<QueryError>();
        var request = KpiRequests.FromQuery(context.Request.Query);
        var call = CallParameters.ExtractFrom(context, request, FormParameters.OfDurations, errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        if (await lists.ReadAsync(request, new ListCall(context.User, runner.Newest, null, context.RequestAborted), errors) is not { } list)
            return QueryProblems.Of(errors);
        NextLink.Set(context, "cursor", list.NextCursor);
        return call.Form.IsTable ? new TableAnswer(list.ToTable(), call.Form, KpiTable.FileName(list.Query, "records")) : TypedResults.Ok(list.ToItems());
    }
}

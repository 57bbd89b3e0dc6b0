using System.Collections.ObjectModel;
using KpiApi.Auth;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;
using KpiApi.Storage.Reading;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The tickets or surveys behind one number.</summary>
internal static class RecordEndpoints
{
    private const int MaxLimit = 1_000;
    private const int DefaultLimit = 100;

    /// <summary>Parameters of a query that choose rows of an answer, not facts.</summary>
    private static readonly string[] s_rowParameters = ["metrics", "interval", "groupBy", "orderBy", "offset", "others", "compare", "include"];

    public static void Map(RouteGroupBuilder v1) => v1.MapGet("/kpis/records", ListAsync).RefusesWhenFull().WaitsForVersion().ProducesTables().LinksToNext().RequireAuthorization(ScopeNames.ReadAgents)
        .WithName("listRecords")
        .WithSummary("What a number is made of")
        .WithDescription("The tickets, surveys or accounts behind one number: exactly as many as its `count`, in the order of their arrival.")
        .TakesQuery("metric", Shapes.Text("Whose facts: a metric by its name.", "csat"), isRequired: true)
        .TakesQuery(KpiParameters.OfFacts.Concat(KpiParameters.Lists).Concat(KpiParameters.OfCall(FormParameters.OfDurations)))
        .TakesPage(MaxLimit, DefaultLimit)
        .Produces<ItemList<Record>>()
        .Explains(StatusCodes.Status200OK, "A page: ids, the moment that places each in the period, what it adds, whether a ratio counts it, its dimensions.")
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", [.. KpiEndpoints.Codes, "no_records"]);

    private static async Task<IResult> ListAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits, StoreQueries store)
    {
        var parameters = context.Request.Query;
        var errors = new List<QueryError>();
        var request = KpiRequests.FromQuery(parameters);
        var call = CallParameters.ExtractFrom(context, request, FormParameters.OfDurations, errors);
        var limit = PageParameters.Limit(parameters, MaxLimit, DefaultLimit, errors);
        var cursor = Cursor(parameters, errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        var asked = Request(request, errors);
        var (query, snapshot, queryErrors) = runner.Parse(asked, context.User);
        var question = query is null ? 0 : QuestionHash.Of(query, asked);
        if (query is not null && cursor?.Check(question, "cursor", PageParameters.Cursor(parameters)) is { } ofAnother)
            errors.Add(ofAnother);
        if (query is not null && !RecordReader.CanList(query.Metrics[0].Metric))
        {
            errors.Add(new QueryError("no_records", "metric", query.Metrics[0].Name,
                $"'{query.Metrics[0].Name}' is an amount over time and stands on no tickets or surveys that could be listed."));
        }
        if (query is null || errors.Count > 0)
        {
            var isTold = errors.Exists(e => e.Parameter == "metric");
            return QueryProblems.Of([.. errors, .. queryErrors.Where(e => !isTold || e.Parameter != "metrics").Select(e => e.Parameter == "metrics" ? e with { Parameter = "metric" } : e)]);
        }

        var page = await admission.RunAsync(context.User, RecordReader.Cost(query, snapshot),
            (_, cancel) => RecordReader.Read(query, snapshot, cursor?.Cursor, limit, cancel), context.RequestAborted);
        var dimensions = RecordReader.Dimensions(query.Metrics[0].Metric, snapshot).Select(DimensionNames.Name).ToList();
        var next = page.Next is { } last ? Cursors.Text(last, question) : null;
        NextLink.Set(context, "cursor", next);
        var surveys = SurveysOf(query, page, store);
        return call.Form.IsTable
            ? new TableAnswer(RecordTable.Of(page, dimensions, query, surveys), call.Form, KpiTable.FileName(query, "records"))
            : TypedResults.Ok(new ItemList<Dictionary<string, object?>>([.. page.Records.Select(r => RecordTable.Row(r, dimensions, query, surveys))], next));
    }

    /// <summary>What was answered and by which scale: facts have neither comments nor scales that one could calculate with.</summary>
    public static IReadOnlyDictionary<string, Survey> SurveysOf(KpiQuery query, RecordPage page, StoreQueries store) => RecordReader.ListsSurveys(query.Metrics[0].Metric)
        ? store.ReadSurveys(page.Records.Select(record => record.Survey).OfType<string>().Distinct())
        : ReadOnlyDictionary<string, Survey>.Empty;

    private static KpiRequest Request(KpiRequest request, List<QueryError> errors)
    {
        foreach (var name in request.Names.Intersect(s_rowParameters))
            errors.Add(new QueryError("unknown_parameter", name, null, $"Records have no parameter '{name}'.", name == "metrics" ? "metric" : null));
        var metrics = request.Values("metric");
        if (metrics.Count != 1 || metrics[0]?.Contains(',', StringComparison.Ordinal) == true)
            errors.Add(new QueryError("required", "metric", null, "Name one metric whose records you want: metric=csat."));
        request.RemoveAll([.. PageParameters.Names, .. s_rowParameters, "metric"]);
        return request.Add("metrics", metrics.Count > 0 ? metrics[0] : null);
    }

    private static GivenCursor<RecordCursor>? Cursor(IQueryCollection parameters, List<QueryError> errors)
    {
        if (PageParameters.Cursor(parameters) is not { } text)
            return null;
        if (Cursors.ParseRecord(text) is { } cursor)
            return cursor;
        errors.Add(PageParameters.BadCursor(text));
        return null;
    }
}

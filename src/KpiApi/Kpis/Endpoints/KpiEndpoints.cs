using System.Globalization;
using System.Net.Mime;
using KpiApi.Auth;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Limits;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Caching;
using KpiApi.Kpis.Responses;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Kpis.Endpoints;

internal static class KpiEndpoints
{
    private const string Meaning =
        "Any metrics over one period, cut by time and by dimensions, filtered. Means, ratios and percentiles without data are null, counts are 0; "
        + "percentiles are exact; totals come from the facts. A misspelt name or value is an error that says the nearest valid one.";

    /// <summary>What can be wrong with a query.</summary>
    public static readonly string[] Codes =
    [
        "required", "unknown_parameter", "unknown_metric", "unknown_statistic", "statistic_not_allowed", "unknown_dimension", "dimension_not_allowed",
        "unknown_value", "invalid_value", "out_of_range", "offset_missing", "unknown_time_zone", "empty_period", "conflict", "given_twice", "empty",
        "too_many", "too_many_buckets", "too_many_rows", "query_too_costly", "interval_not_allowed", "unknown_column", "needs_group", "no_calendar", "mixed_scales",
    ];

    /// <summary>What can be wrong with a body of parameters besides.</summary>
    public static readonly string[] BodyCodes = ["malformed_json", "too_deep", "invalid_utf8", "wrong_type", "duplicate_field"];

    public static void MapKpis(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithTags(Tags.Kpis).AnswersJsonOrTables().RefusesWhileLoading().RequireAuthorization(ScopeNames.Read)
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the request, at once.", "unknown_parameter");
        v1.MapGet("/kpis", GetAsync).AddEndpointFilter(ServeFromCache).AnswersNumbers()
            .WithName("getKpis")
            .WithSummary("Ask for numbers")
            .WithDescription(Meaning)
            .TakesQuery(KpiParameters.All.Concat(KpiParameters.Lists).Concat(KpiParameters.OfCall(FormParameters.All)))
            .Produces(StatusCodes.Status304NotModified)
            .Explains(StatusCodes.Status304NotModified, "The numbers are those that `If-None-Match` names.")
            .SendsHeader(HeaderNames.ETag, StatusCodes.Status200OK, StatusCodes.Status304NotModified)
            .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status200OK, StatusCodes.Status304NotModified);
        v1.MapPost("/kpis", PostAsync).AnswersNumbers().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("postKpis")
            .WithSummary("Ask for numbers, with a body")
            .WithDescription(Meaning + " The same as GET, for queries that are long.")
            .TakesBody("The parameters of GET under the same names.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(KpiShapes.Request), ("query", KpiShapes.RequestExample())))
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", BodyCodes);
        KpiBatchEndpoints.Map(v1);
        RecordEndpoints.Map(v1);
        DriverEndpoints.Map(v1);
        MetricEndpoints.Map(v1);
        DimensionEndpoints.Map(v1);
        FactEndpoints.Map(v1);
        TicketEndpoints.Map(app.MapGroup("/v1").WithTags(Tags.Kpis).AnswersJsonOrTables().RefusesWhileLoading().RequireAuthorization(ScopeNames.IngestOrReadAgents)
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the request, at once.", "unknown_parameter"));
    }

    public static RouteHandlerBuilder AnswersNumbers(this RouteHandlerBuilder route) => route.RefusesWhenFull().WaitsForVersion().ProducesTables().LinksToNext()
        .Produces<KpiResult>()
        .Explains(StatusCodes.Status200OK, "The numbers.", ("byChannel", KpiShapes.ResultExample()))
        .SendsHeader(HeaderNames.ETag, StatusCodes.Status200OK)
        .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status200OK)
        .SendsHeader(TableHeaders.Warnings, StatusCodes.Status200OK)
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", Codes)
        .FailsLike(StatusCodes.Status400BadRequest, KpiShapes.UnknownMetric());

    private static Task<IResult> GetAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits, AnswerCache answers) =>
        AnswerAsync(context, KpiRequests.FromQuery(context.Request.Query), runner, admission, waits, answers);

    private static async Task<IResult> PostAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits) =>
        WrongPost(context.Request) ?? await AnswerAsync(context, await KpiRequests.FromBodyAsync(context.Request, context.RequestAborted), runner, admission, waits, null);

    /// <summary>A body of another type, or parameters beside it; null where both are right.</summary>
    public static IResult? WrongPost(HttpRequest request) => MediaTypes.Of(request) != MediaTypeNames.Application.Json ? MediaTypes.Unsupported(MediaTypeNames.Application.Json)
        : request.Query.Count == 0 ? null
        : QueryProblems.Of([.. request.Query.Keys.Select(name => new QueryError("unknown_parameter", name, null, $"A POST takes its parameters in the body, so '{name}' belongs there."))]);

    /// <summary>Answers a stored query.</summary>
    /// <param name="given">What the call itself says of it: the link to the next page says the same.</param>
    public static Task<IResult> AnswerAsync(HttpContext context, KpiRequest request, IReadOnlyList<KeyValuePair<string, string?>> given) => AnswerAsync(
        context, request, context.RequestServices.GetRequiredService<KpiRunner>(), context.RequestServices.GetRequiredService<QueryAdmission>(),
        context.RequestServices.GetRequiredService<VersionWaits>(), null, given);

    /// <param name="answers">Keeps the answer for the same text of a question; null for those that have none.</param>
    private static async Task<IResult> AnswerAsync(
        HttpContext context, KpiRequest request, KpiRunner runner, QueryAdmission admission, VersionWaits waits, AnswerCache? answers, IReadOnlyList<KeyValuePair<string, string?>>? given = null)
    {
        var errors = new List<QueryError>();
        // Before anything is taken out of it: the link to the next page asks for the same in the same form.
        var parameters = given ?? request.All;
        var call = CallParameters.ExtractFrom(context, request, FormParameters.All, errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        var basis = answers?.Basis;
        var admitted = Admit(context, admission, QueryCost.Small);
        var asked = await admitted.RunAsync((helpers, cancel) => Understand(context, request, runner, call.Form, helpers, cancel));
        if (asked.Query is not { } query || errors.Count > 0)
            return QueryProblems.Of([.. errors, .. asked.Errors]);
        context.Response.Headers.ETag = EntityTag.Of(asked.Snapshot.Version, asked.Hash);
        context.Response.Headers.CacheControl = AnswerHeaders.Caching;
        if (asked.IsKnown)
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (asked.Answered is not { } answered)
        {
            // Large: it gets another turn, among its like.
            admitted.Dispose();
            var cost = asked.Prepared!.Cost;
            admitted = Admit(context, admission, cost with { Bytes = cost.Bytes + TableText.HeldBytes(call.Form) });
            answered = await admitted.RunAsync((helpers, cancel) => Answer(asked.Prepared, runner, call.Form, helpers, cancel));
        }

        if (answered.Text is not { } text)
        {
            // A problem is no copy of an answer that could be asked about again.
            context.Response.Headers.ETag = default;
            context.Response.Headers.CacheControl = default;
            return QueryProblems.Of(answered.Failures);
        }

        context.Response.RegisterForDispose(text);
        // A copy with the warning, or without it, is no copy of the other: none is taken for the answer later.
        if (answered.IsStale)
            context.Response.Headers.ETag = default;
        var (asOf, snapshot) = (query.AsOf.ToDateTimeOffset(), asked.Snapshot);
        // What a report stores is no parameter of its call.
        if (answered.Next is { } offset && HttpMethods.IsGet(context.Request.Method))
            NextLink.Set(context, "offset", offset.ToString(CultureInfo.InvariantCulture));
        else if (answered.Next is { } rest)
            NextLink.Set(context, parameters, "offset", rest.ToString(CultureInfo.InvariantCulture));
        TableHeaders.SetWarnings(context.Response, answered.Warnings, call.Form);
        TableHeaders.SetFileName(context.Response, KpiTable.FileName(query), call.Form);
        if (call.Form.IsTable)
            return new LongAnswer(admitted, text, TableFormats.ContentType(call.Form.Format), []);
        if (!text.IsWhole)
            return new LongAnswer(admitted, text, KpiResponse.MediaType, KpiResponse.Tail(asOf, snapshot.Version));
        var answer = new KpiResponse(text.Written.ToArray(), answered.IsStale ? null : asked.Hash, asOf, snapshot.Version) { Link = context.Response.Headers.Link };
        if (call.MinVersion is null && !answered.IsStale && basis is not null)
            answers!.Keep(AnswerKey.Of(context), basis.Value, query, snapshot, answer, request.Values("period").Contains("all", StringComparer.OrdinalIgnoreCase));
        return answer;
    }

    private static AdmittedQuery Admit(HttpContext context, QueryAdmission admission, QueryCost cost)
    {
        var admitted = admission.Admit(context.User, cost, context.RequestAborted);
        context.Response.RegisterForDispose(admitted);
        return admitted;
    }

    /// <summary>
    /// Reads the question, which has to look for names among all there are when one is wrong, and answers it on the same turn if that is little.
    /// </summary>
    private static Asked Understand(HttpContext context, KpiRequest request, KpiRunner runner, TableForm form, Helpers helpers, CancellationToken cancel)
    {
        var (query, snapshot, errors) = runner.Parse(request, context.User);
        if (query is null)
            return new(null, snapshot, errors, "", false, null, null);
        var hash = EntityTag.Hash(query, form);
        if (EntityTag.IsKnown(context.Request, EntityTag.Of(snapshot.Version, hash)) && !runner.IsStale)
            return new(query, snapshot, [], hash, true, null, null);
        var prepared = runner.Prepare(query, snapshot);
        return new(query, snapshot, [], hash, false, prepared, prepared.Cost.IsSmall ? Answer(prepared, runner, form, helpers, cancel) : null);
    }

    /// <summary>Counts and writes the beginning of the answer, or all of it when it is short.</summary>
    private static Answered Answer(PreparedQuery prepared, KpiRunner runner, TableForm form, Helpers helpers, CancellationToken cancel)
    {
        var (result, failures) = runner.Execute(prepared, helpers, cancel);
        return result is null ? new(null, [], null, failures) : new(runner.Render(result, form, cancel), result.Warnings, result.NextOffset, []);
    }

    /// <param name="Query">Null with errors.</param>
    /// <param name="IsKnown">The client has the answer.</param>
    /// <param name="Prepared">Null when there is nothing to answer.</param>
    /// <param name="Answered">Null when it is large.</param>
    private sealed record Asked(
        KpiQuery? Query, FactSnapshot Snapshot, IReadOnlyList<QueryError> Errors, string Hash, bool IsKnown, PreparedQuery? Prepared, Answered? Answered);

    /// <param name="Text">Null with failures.</param>
    /// <param name="Next">The offset of the next page; null when there is none.</param>
    private sealed record Answered(AnswerText? Text, IReadOnlyList<KpiWarning> Warnings, long? Next, IReadOnlyList<QueryError> Failures)
    {
        public bool IsStale => Warnings.Any(KpiRunner.IsOfNow);
    }

    /// <summary>After the route's scopes were checked; whether the caller may see agents is part of the key.</summary>
    private static ValueTask<object?> ServeFromCache(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<AnswerCache>().Find(AnswerKey.Of(context.HttpContext)) is { } answer
            ? ValueTask.FromResult<object?>(answer)
            : next(context);
}

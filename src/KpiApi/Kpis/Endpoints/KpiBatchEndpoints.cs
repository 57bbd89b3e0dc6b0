using System.Buffers;
using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiApi.Kpis.Endpoints;

/// <summary>Several queries in one call, for views that show many numbers: of one snapshot, so that they fit together.</summary>
internal static class KpiBatchEndpoints
{
    public const string Queries = "queries";

    private const int MaxQueries = 50;

    /// <summary>Of all answers: what is longer is asked for alone, and streamed.</summary>
    private const int MaxBytes = 16 << 20;

    private static readonly string[] s_members = [Queries, "minVersion"];

    public static void Map(RouteGroupBuilder v1) => v1.MapPost("/kpis/batch", PostAsync).RefusesWhenFull().WithBodyLimit(limits => limits.MaxSmallBodyBytes).TakesNoParameters()
        .WithName("postKpisBatch")
        .WithSummary("Ask several questions at once")
        .WithDescription($"Up to {MaxQueries} queries, each the body of a POST to `/v1/kpis`, answered of one snapshot of the data: what one view shows fits together, and is there in one call. "
            + "Each answer has the `status` that it would have had alone, and the `result` or the `errors`: a query that is wrong does not keep the others from being answered. Answers are JSON.")
        .TakesBody("The queries; `minVersion` counts for all of them.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(KpiShapes.Batch), ("queries", KpiShapes.BatchExample())))
        .Produces<KpiBatch>()
        .Explains(StatusCodes.Status200OK, "An answer for each query, in their order.")
        .SendsHeader(Microsoft.Net.Http.Headers.HeaderNames.CacheControl, StatusCodes.Status200OK)
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the body, at once.", [.. KpiEndpoints.BodyCodes, "required", "too_many", "unknown_field"])
        .WaitsForVersion();

    private static async Task<IResult> PostAsync(HttpContext context, KpiRunner runner, QueryAdmission admission, VersionWaits waits, IOptions<JsonOptions> json)
    {
        if (KpiEndpoints.WrongPost(context.Request) is { } wrong) return wrong;
        using var body = JsonBody.Parse(await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted), context.Limits());
        var errors = new List<RequestError>();
        var (given, minVersion) = JsonBody.Texts(() => Read(body.RootElement, errors));
        if (errors.Count > 0) return ProblemResults.Of(StatusCodes.Status400BadRequest, errors[0].Code, errors[0].Message, errors);
        if (await new CallParameters(TableForm.Json, minVersion).WaitAsync(waits, context) is { } problem) return problem;
        var (answers, batch) = (new ArrayBufferWriter<byte>(), new Batch(context, runner, admission, json.Value.SerializerOptions));
        answers.Write("{\"answers\":["u8);
        foreach (var (index, query) in given.Index())
        {
            if (index > 0) answers.Write(","u8);
            await batch.AnswerAsync(query, answers);
        }

        answers.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"],\"version\":{batch.Version}}}")));
        context.Response.Headers.CacheControl = AnswerHeaders.Caching;
        return TypedResults.Bytes(answers.WrittenMemory, KpiResponse.MediaType);
    }

    private static (List<JsonElement> Queries, long? MinVersion) Read(JsonElement body, List<RequestError> errors)
    {
        var members = JsonMembers.OfBody(body, s_members, errors);
        List<JsonElement> queries = [.. members.List(Queries).Select(item => item.Value)];
        if (members.IsRead && queries.Count is 0 && errors.Count == 0) members.Problem(Queries, "required", "Give at least one query.");
        if (queries.Count > MaxQueries) members.Problem(Queries, "too_many", $"A call has at most {MaxQueries} queries; this one has {queries.Count}.");
        return (queries, members.Whole("minVersion", 0, long.MaxValue));
    }

    /// <summary>One call: its queries see the data of one moment.</summary>
    private sealed class Batch(HttpContext context, KpiRunner runner, QueryAdmission admission, JsonSerializerOptions json)
    {
        private readonly Instant _at = Instant.FromDateTimeOffset(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        private readonly FactSnapshot _snapshot = runner.Newest;
        private long _bytes;

        public long Version => _snapshot.Version;

        /// <summary>Writes the answer to one query as it would be alone, or what is wrong with it.</summary>
        public async Task AnswerAsync(JsonElement query, ArrayBufferWriter<byte> answers)
        {
            try
            {
                var errors = new List<QueryError>();
                var request = JsonBody.Texts(() => KpiRequests.Read(query));
                var call = CallParameters.ExtractFrom(context, request, FormParameters.All, errors);
                if (call.Form.IsTable) errors.Add(new("not_allowed", "format", null, "A batch is answered as JSON; ask for a table alone."));
                if (call.MinVersion is not null) errors.Add(new("not_allowed", "minVersion", null, "minVersion stands beside the queries, and counts for all of them."));
                var (parsed, _, wrong) = await admission.RunAsync(context.User, QueryCost.Small, (_, _) => runner.Parse(request, context.User, _snapshot, _at), context.RequestAborted);
                if (parsed is null || errors.Count > 0) Write(QueryProblems.Of([.. errors, .. wrong]).ProblemDetails, answers);
                else await AnswerAsync(runner.Prepare(parsed, _snapshot), call.Form, parsed.AsOf, answers);
            }
            catch (RefusedException refused) when (refused is not QueryRefusedException)
            {
                Write(ProblemResults.Of(refused.Status, refused.Error).ProblemDetails, answers);
            }
        }

        private async Task AnswerAsync(PreparedQuery prepared, TableForm form, Instant asOf, ArrayBufferWriter<byte> answers)
        {
            var (text, failures) = await admission.RunAsync(context.User, prepared.Cost, (helpers, cancel) =>
            {
                var (result, failed) = runner.Execute(prepared, helpers, cancel);
                return (result is null ? null : runner.Render(result, form, cancel), failed);
            }, context.RequestAborted);
            using (text)
            {
                if (text is null)
                {
                    Write(QueryProblems.Of(failures).ProblemDetails, answers);
                }
                else if (!text.IsWhole || (_bytes += text.Written.Length) > MaxBytes)
                {
                    Write(ProblemResults.Of(StatusCodes.Status413PayloadTooLarge, new("answer_too_large", "The answer is too long for a batch: ask for it alone, or for fewer rows by limit.")).ProblemDetails, answers);
                }
                else
                {
                    answers.Write("{\"status\":200,\"result\":"u8);
                    answers.Write(text.Written.Span);
                    answers.Write(KpiResponse.Tail(asOf.ToDateTimeOffset(), Version));
                    answers.Write("}"u8);
                }
            }
        }

        private void Write(Microsoft.AspNetCore.Mvc.ProblemDetails problem, ArrayBufferWriter<byte> answers)
        {
            answers.Write(JsonSerializer.SerializeToUtf8Bytes(new FailedQuery(problem.Status!.Value, problem.Detail!, (IReadOnlyList<RequestError>)problem.Extensions["errors"]!), json));
        }
    }
}

/// <param name="Answers">In the order of the queries.</param>
/// <param name="Version">Of the data that all of them see.</param>
internal sealed record KpiBatch([property: Component(KpiShapes.BatchAnswer)] IReadOnlyList<JsonElement> Answers, long Version);

/// <summary>The answer to a query of a batch that could not be answered.</summary>
/// <param name="Status">That it would have had alone.</param>
/// <param name="Detail">For people.</param>
/// <param name="Errors">Everything that is wrong with it.</param>
internal sealed record FailedQuery(int Status, string Detail, IReadOnlyList<RequestError> Errors);

using System.Buffers;
using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;

namespace KpiApi.Kpis.Endpoints;

/// <summary>Several queries and lists in one call, for views that show many numbers: of one snapshot, so that they fit together.</summary>
internal static class KpiBatchEndpoints
{
    public const string Queries = "queries";

    public const string Records = "records";
    public const string Tickets = "tickets";

    private const int MaxQueries = 50;

    private static readonly string[] s_members = [Queries, Records, Tickets, "minVersion"];

    public static void Map(RouteGroupBuilder v1) => v1.MapPost("/kpis/batch", PostAsync).RefusesWhenFull().WithBodyLimit(limits => limits.MaxSmallBodyBytes).TakesNoParameters()
        .WithName("postKpisBatch")
        .WithSummary("Ask several questions at once")
        .WithDescription($"Up to {MaxQueries} questions, answered of one snapshot of the data: what one view shows fits together, and is there in one call. `queries` are bodies of a POST to `/v1/kpis`; "
            + "`records` and `tickets` are lists with the parameters of `/v1/kpis/records` and `/v1/tickets`, filters in `filters`, and need `read:agents`. "
            + "Each answer has the `status` that it would have had alone, and the `result` or the `errors`: a question that is wrong does not keep the others from being answered. Answers are JSON.")
        .TakesBody("The questions; `minVersion` counts for all of them.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(KpiBatchShapes.Request), ("queries", KpiBatchShapes.Example())))
        .Produces<KpiBatch>()
        .Explains(StatusCodes.Status200OK, "An answer for each question, in their order.")
        .SendsHeader(Microsoft.Net.Http.Headers.HeaderNames.CacheControl, StatusCodes.Status200OK)
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the body, at once.", [.. KpiEndpoints.BodyCodes, "required", "too_many", "unknown_field"])
        .WaitsForVersion();

    private static async Task<IResult> PostAsync(HttpContext context, VersionWaits waits)
    {
        if (KpiEndpoints.WrongPost(context.Request) is { } wrong) return wrong;
        using var body = JsonBody.Parse(await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted), context.Limits());
        var errors = new List<RequestError>();
        var given = JsonBody.Texts(() => Read(body.RootElement, errors));
        if (errors.Count > 0) return ProblemResults.Of(StatusCodes.Status400BadRequest, errors[0].Code, errors[0].Message, errors);
        if (await new CallParameters(TableForm.Json, given.MinVersion).WaitAsync(waits, context) is { } problem) return problem;
        var batch = new KpiBatchAnswers(context);
        // At the same time: what takes longest are numbers, which several threads compute, and lists, which one does.
        var lists = batch.ListsAsync(given.Records, given.Tickets);
        var answers = new ArrayBufferWriter<byte>();
        try
        {
            await batch.AnswerAsync(given.Queries, answers);
        }
        finally
        {
            await lists;
        }

        answers.Write((await lists).WrittenSpan);
        answers.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"version\":{batch.Version}}}")));
        context.Response.Headers.CacheControl = AnswerHeaders.Caching;
        return TypedResults.Bytes(answers.WrittenMemory, KpiResponse.MediaType);
    }

    private static Questions Read(JsonElement body, List<RequestError> errors)
    {
        var members = JsonMembers.OfBody(body, s_members, errors);
        var lists = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var name in (string[])[Queries, Records, Tickets]) lists[name] = [.. members.List(name).Select(item => item.Value)];
        var count = lists.Values.Sum(list => list.Count);
        if (members.IsRead && count is 0 && errors.Count == 0) members.Problem(Queries, "required", "Give at least one query or list.");
        if (count > MaxQueries) members.Problem(Queries, "too_many", $"A call has at most {MaxQueries} queries and lists; this one has {count}.");
        return new Questions(lists[Queries], lists[Records], lists[Tickets], members.Whole("minVersion", 0, long.MaxValue));
    }

    private sealed record Questions(IReadOnlyList<JsonElement> Queries, IReadOnlyList<JsonElement> Records, IReadOnlyList<JsonElement> Tickets, long? MinVersion);
}

/// <param name="Answers">In the order of the queries.</param>
/// <param name="Records">In the order of the lists of records.</param>
/// <param name="Tickets">In the order of the lists of tickets.</param>
/// <param name="Version">Of the data that all of them see.</param>
internal sealed record KpiBatch(
    [property: Component(KpiBatchShapes.Answer)] IReadOnlyList<JsonElement> Answers, [property: Component(KpiBatchShapes.Records)] IReadOnlyList<JsonElement> Records,
    [property: Component(KpiBatchShapes.Tickets)] IReadOnlyList<JsonElement> Tickets, long Version);

using System.Buffers;
using System.Text.Json;
using KpiApi.Auth;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The answers of one call: its questions see the data of one moment.</summary>
internal sealed class KpiBatchAnswers(HttpContext context)
{
    /// <summary>Of all answers: what is longer is asked for alone, and streamed.</summary>
    private const int MaxBytes = 16 << 20;

    private readonly KpiRunner _runner = context.RequestServices.GetRequiredService<KpiRunner>();
    private readonly QueryAdmission _admission = context.RequestServices.GetRequiredService<QueryAdmission>();
    private readonly RecordLists _records = context.RequestServices.GetRequiredService<RecordLists>();
    private readonly TicketLists _tickets = context.RequestServices.GetRequiredService<TicketLists>();
    private readonly JsonSerializerOptions _json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
    private readonly Instant _at = Instant.FromDateTimeOffset(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
    private readonly FactSnapshot _snapshot = context.RequestServices.GetRequiredService<KpiRunner>().Newest;
    private long _bytes;

    public long Version => _snapshot.Version;

    /// <summary>Writes the answer to each query as it would be alone, or what is wrong with it, up to the end of their list.</summary>
    public async Task AnswerAsync(IReadOnlyList<JsonElement> queries, ArrayBufferWriter<byte> answers)
    {
        answers.Write("{\"answers\":["u8);
        foreach (var (index, query) in queries.Index())
        {
            if (index > 0) answers.Write(","u8);
            await AnswerAsync(query, answers);
        }

        answers.Write("]"u8);
    }

    /// <summary>The same for lists, one after the other: a caller never has more turns at a time than one for numbers and one for lists.</summary>
    public async Task<ArrayBufferWriter<byte>> ListsAsync(IReadOnlyList<JsonElement> records, IReadOnlyList<JsonElement> tickets)
    {
        var answers = new ArrayBufferWriter<byte>();
        answers.Write(",\"records\":["u8);
        foreach (var (index, list) in records.Index())
        {
            if (index > 0) answers.Write(","u8);
            await ListAsync(list, FormParameters.OfDurations, async (request, call, errors) => (await _records.ReadAsync(request, call, errors))?.ToItems(), answers);
        }

        answers.Write("],\"tickets\":["u8);
        foreach (var (index, list) in tickets.Index())
        {
            if (index > 0) answers.Write(","u8);
            await ListAsync(list, FormParameters.OfLists, async (request, call, errors) => (await _tickets.ReadAsync(request, call, errors))?.ToItems(), answers);
        }

        answers.Write("]"u8);
        return answers;
    }

    private async Task AnswerAsync(JsonElement query, ArrayBufferWriter<byte> answers)
    {
        try
        {
            var errors = new List<QueryError>();
            var (request, form) = Read(query, FormParameters.All, errors);
            var (parsed, _, wrong) = await _admission.RunAsync(context.User, QueryCost.Small, (_, _) => _runner.Parse(request, context.User, _snapshot, _at), context.RequestAborted);
            if (parsed is null || errors.Count > 0) Write(QueryProblems.Of([.. errors, .. wrong]).ProblemDetails, answers);
            else await AnswerAsync(_runner.Prepare(parsed, _snapshot), form, parsed.AsOf, answers);
        }
        catch (RefusedException refused) when (refused is not QueryRefusedException)
        {
            Write(ProblemResults.Of(refused.Status, refused.Error).ProblemDetails, answers);
        }
    }

    private async Task AnswerAsync(PreparedQuery prepared, TableForm form, Instant asOf, ArrayBufferWriter<byte> answers)
    {
        var (text, failures) = await _admission.RunAsync(context.User, prepared.Cost, (helpers, cancel) =>
        {
            var (result, failed) = _runner.Execute(prepared, helpers, cancel);
            return (result is null ? null : _runner.Render(result, form, cancel), failed);
        }, context.RequestAborted);
        using (text)
        {
            if (text is null)
            {
                Write(QueryProblems.Of(failures).ProblemDetails, answers);
            }
            else if (!text.IsWhole || !HasRoomFor(text.Written.Length))
            {
                Write(TooLong(), answers);
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

    /// <param name="read">Null where there are errors.</param>
    private async Task ListAsync(JsonElement list, IReadOnlyList<string> forms, Func<KpiRequest, ListCall, List<QueryError>, Task<object?>> read, ArrayBufferWriter<byte> answers)
    {
        try
        {
            if (!context.User.Holds(Scopes.ReadAgents))
            {
                Write(ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeNames.Missing(Scopes.ReadAgents)).ProblemDetails, answers);
                return;
            }

            var errors = new List<QueryError>();
            var (request, _) = Read(list, forms, errors);
            var items = await read(request, new ListCall(context.User, _snapshot, _at, context.RequestAborted), errors);
            if (items is null)
            {
                Write(QueryProblems.Of(errors).ProblemDetails, answers);
                return;
            }

            var text = JsonSerializer.SerializeToUtf8Bytes(items, items.GetType(), _json);
            if (!HasRoomFor(text.Length))
            {
                Write(TooLong(), answers);
                return;
            }

            answers.Write("{\"status\":200,\"result\":"u8);
            answers.Write(text);
            answers.Write("}"u8);
        }
        catch (RefusedException refused) when (refused is not QueryRefusedException)
        {
            Write(ProblemResults.Of(refused.Status, refused.Error).ProblemDetails, answers);
        }
    }

    /// <summary>What is asked, without the parameters that a batch has once for all or not at all.</summary>
    private (KpiRequest Request, TableForm Form) Read(JsonElement question, IReadOnlyList<string> forms, List<QueryError> errors)
    {
        var request = JsonBody.Texts(() => KpiRequests.Read(question));
        var call = CallParameters.ExtractFrom(context, request, forms, errors);
        if (call.Form.IsTable) errors.Add(new("not_allowed", "format", null, "A batch is answered as JSON; ask for a table alone."));
        if (call.MinVersion is not null) errors.Add(new("not_allowed", "minVersion", null, "minVersion stands beside the queries, and counts for all of them."));
        return (request, call.Form);
    }

    private bool HasRoomFor(int bytes) => Interlocked.Add(ref _bytes, bytes) <= MaxBytes;

    private static Microsoft.AspNetCore.Mvc.ProblemDetails TooLong() => ProblemResults.Of(StatusCodes.Status413PayloadTooLarge,
        new("answer_too_large", "The answer is too long for a batch: ask for it alone, or for fewer rows by limit.")).ProblemDetails;

    private void Write(Microsoft.AspNetCore.Mvc.ProblemDetails problem, ArrayBufferWriter<byte> answers) => answers.Write(JsonSerializer.SerializeToUtf8Bytes(
        new FailedQuery(problem.Status!.Value, problem.Detail!, (IReadOnlyList<RequestError>)problem.Extensions["errors"]!), _json));
}

/// <summary>The answer to a question of a batch that could not be answered.</summary>
/// <param name="Status">That it would have had alone.</param>
/// <param name="Detail">What is wrong, in a sentence.</param>
/// <param name="Errors">Everything that is wrong with it.</param>
internal sealed record FailedQuery(int Status, string Detail, IReadOnlyList<RequestError> Errors);

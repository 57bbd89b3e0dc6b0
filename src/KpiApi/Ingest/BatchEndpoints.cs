using System.Net.Mime;
using CsvHelper;
using KpiApi.Engine.Spelling;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Csv;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Ingest;

/// <summary>POST of one object, an array, or a stream of lines, or a table.</summary>
internal static class BatchEndpoints
{
    public const string OnError = "onError";
    public const string Skip = "skip";
    private const string Reject = "reject";

    public static Task<Results<Ok<BatchReport>, ProblemHttpResult>> PostAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var type = MediaTypes.Of(context.Request);
        if (CheckParameters(context.Request.Query, type == MediaTypes.Csv ? [OnError, DryRun.Parameter, .. CsvParameters.All] : [OnError, DryRun.Parameter]) is { } problem) return Task.FromResult<Results<Ok<BatchReport>, ProblemHttpResult>>(problem);
        return type switch
        {
            MediaTypeNames.Application.Json => PostJsonAsync(resource, context, writer),
            MediaTypes.Ndjson => PostLinesAsync(resource, context, writer),
            MediaTypes.Csv => PostCsvAsync(resource, context, writer),
            _ => Task.FromResult<Results<Ok<BatchReport>, ProblemHttpResult>>(MediaTypes.UnsupportedForBatch()),
        };
    }

    private static async Task<Results<Ok<BatchReport>, ProblemHttpResult>> PostJsonAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxBodyBytes, context.RequestAborted);
        var read = JsonItems.Read(resource.Reader(context), body.Span, context.Limits());
        var report = new BatchReport { Received = read.Received, DryRun = DryRun.IsAsked(context) ? true : null };
        read.Rejected.ForEach(report.Reject);
        var isAllOrNothing = context.Request.Query[OnError] != Skip;
        try
        {
            return await StoreAsync(resource, (read.Items, isAllOrNothing), report, context, writer);
        }
        finally
        {
            Note(context, resource.Table.Kind, report);
        }
    }

    private static async Task<Results<Ok<BatchReport>, ProblemHttpResult>> StoreAsync<T>(
        Resource<T> resource, (IncomingItems<T> Read, bool AreAllOrNothing) items, BatchReport report, HttpContext context, GroupWriter writer)
    {
        var (read, areAllOrNothing) = items;
        var isHopeless = report.Rejected > 0 && areAllOrNothing;
        // Nothing will be stored, but the others are told what is wrong with them too, as far as it takes a look at the store.
        if (isHopeless && (!read.Doubts.Any() || writer.IsRefusing)) return BatchResults.Of(report, nothingStored: true);
        var result = await writer.WriteAsync(resource.Write(read, isAllOrNothing: areAllOrNothing, rehearsal: isHopeless || report.DryRun == true ? new() : null), context.RequestAborted);
        if (!isHopeless && (result.Refused is null || !areAllOrNothing)) report.Add(result);
        foreach (var place in result.Refused ?? []) report.Reject(resource.ErrorsOf(read, place));
        return BatchResults.Of(report, nothingStored: areAllOrNothing);
    }

    /// <summary>A dry run leaves no trace in what is counted.</summary>
    public static void Note(HttpContext context, RecordKind kind, BatchReport report)
    {
        if (report.DryRun == true) return;
        context.Telemetry().CountRejected(kind, report.Rejected);
        WriteLedger.Accept(context, report.Stored);
    }

    private static Task<Results<Ok<BatchReport>, ProblemHttpResult>> PostLinesAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer) => PostStreamAsync(resource, context, writer,
        (report, pieces) => new LineReader<T>(resource.Reader(context), context.Limits(), report, pieces).ReadAsync(context.Request.BodyReader, context.RequestAborted));

    private static async Task<Results<Ok<BatchReport>, ProblemHttpResult>> PostCsvAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var errors = new List<RequestError>();
        var contract = resource.ContractFor(context);
        var parameters = CsvParameters.Read(contract, context.Request.Query, errors);
        if (errors.Count > 0) return Wrong(errors);
        var malformed = new Queue<CsvMalformedRecord>();
        await using var csv = CsvReader.Create(context.Request.Body, CsvOptions(malformed, context.Limits()), leaveOpen: true);
        var names = await ReadHeaderAsync(csv, context.Limits(), context.RequestAborted);
        var header = new CsvHeader(names, CsvColumns.Match(contract, names, parameters, errors));
        if (errors.Count > 0) return Wrong(errors);
        var cells = new CsvCells(parameters, new FieldParser(context.Limits()) { Zone = parameters.Zone, DayZone = context.DayZone(), LatestMs = context.LatestMs() });
        return await PostStreamAsync(resource, context, writer, (report, pieces) =>
            new CsvRows<T>(contract, cells, parameters, header) { Limits = context.Limits(), Report = report, Writer = pieces }.ReadAsync(csv, malformed, context.RequestAborted));
    }

    /// <summary>A row that cannot be read is skipped and reported, never guessed at.</summary>
    private static CsvReaderOptions CsvOptions(Queue<CsvMalformedRecord> malformed, LimitsOptions limits) => new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MaxRecordSize = limits.MaxLineBytes,
        MalformedData = CsvMalformedDataHandling.Skip,
        FieldCountMismatch = CsvFieldCountHandling.Skip,
        OnMalformedRecord = malformed.Enqueue,
    };

    private static async Task<IReadOnlyList<string>> ReadHeaderAsync(CsvReader csv, LimitsOptions limits, CancellationToken cancel)
    {
        try
        {
            await csv.ReadHeaderAsync(cancel);
            return [.. csv.Headers];
        }
        catch (CsvFormatException)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, new("malformed_csv",
                $"The header row cannot be read: its quotes are wrong, or it is longer than {limits.MaxLineBytes} bytes."));
        }
    }

    private static async Task<Results<Ok<BatchReport>, ProblemHttpResult>> PostStreamAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer, Func<BatchReport, BatchedWriter<T>, Task> read)
    {
        var report = new BatchReport { DryRun = DryRun.IsAsked(context) ? true : null };
        var pieces = new BatchedWriter<T>(resource, writer, report);
        try
        {
            await read(report, pieces);
            return BatchResults.Of(report);
        }
        catch (Exception failure) when (Problems.Expected(failure, context) is not null)
        {
            await pieces.SettleAsync(isStoreAway: failure is StoreUnavailableException);
            var (status, error) = Problems.Expected(failure, context)!.Value;
            return BatchResults.Interrupted(report, status, error);
        }
        finally
        {
            Note(context, resource.Table.Kind, report);
        }
    }

    /// <summary>Null when all of them are right.</summary>
    public static ProblemHttpResult? CheckParameters(IQueryCollection query, IReadOnlyList<string> known)
    {
        var errors = new List<RequestError>();
        foreach (var name in query.Keys.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
            errors.Add(new("unknown_parameter", $"There is no parameter {name} for this media type; there is {string.Join(", ", known)}.") { Parameter = name, Nearest = Nearest.To(name, known) });
        foreach (var value in query[OnError].Where(value => value is not (Skip or Reject)))
            errors.Add(new("unknown_value", $"{OnError} is {Reject}, the default, or {Skip}.") { Parameter = OnError, Value = value, Nearest = Nearest.To(value ?? "", [Skip, Reject]) });
        errors.AddRange(DryRun.Check(query));
        return errors.Count == 0 ? null : Wrong(errors);
    }

    private static ProblemHttpResult Wrong(List<RequestError> errors) =>
        ProblemResults.Of(StatusCodes.Status400BadRequest, errors[0].Code, errors[0].Message, errors);
}

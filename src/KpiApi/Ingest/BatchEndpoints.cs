using System.Net.Mime;
using KpiApi.Engine.Queries;
using KpiApi.Hosting;
using KpiApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Ingest;

/// <summary>POST of one object, an array, or a stream of lines.</summary>
internal static class BatchEndpoints
{
    private const string OnError = "onError";
    private const string Skip = "skip";
    private const string Reject = "reject";

    public static Task<IResult> PostAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        if (CheckParameters(context.Request) is { } problem) return Task.FromResult<IResult>(problem);
        return MediaTypes.Of(context.Request) switch
        {
            MediaTypeNames.Application.Json => PostJsonAsync(resource, context, writer),
            MediaTypes.Ndjson => PostLinesAsync(resource, context, writer),
            _ => Task.FromResult<IResult>(MediaTypes.UnsupportedForBatch()),
        };
    }

    private static async Task<IResult> PostJsonAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var body = await WholeBody.ReadAsync(context.Request, context.RequestAborted);
        var read = JsonBody.Read(resource.Contract, body.Span);
        var report = new BatchReport { Received = read.Received };
        read.Rejected.ForEach(report.Reject);
        if (report.Rejected > 0 && context.Request.Query[OnError] != Skip) return BatchResults.Of(report, nothingStored: true);
        report.Add(await writer.WriteAsync(new UpsertWrite<T>(resource.Table, read.Rows), context.RequestAborted));
        return BatchResults.Of(report);
    }

    private static async Task<IResult> PostLinesAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var report = new BatchReport();
        var pieces = new PieceWriter<T>(resource.Table, writer, report);
        try
        {
            await new LineReader<T>(resource.Contract, report, pieces).ReadAsync(context.Request.BodyReader, context.RequestAborted);
            return BatchResults.Of(report);
        }
        catch (StoreUnavailableException failure)
        {
            await pieces.SettleAsync();
            return BatchResults.Interrupted(report, failure);
        }
    }

    private static ProblemHttpResult? CheckParameters(HttpRequest request)
    {
        var errors = new List<RequestError>();
        foreach (var name in request.Query.Keys.Where(name => !name.Equals(OnError, StringComparison.OrdinalIgnoreCase)))
            errors.Add(new("unknown_parameter", $"There is no parameter {name}; there is {OnError}.") { Parameter = name, Nearest = Nearest.To(name, [OnError]) });
        foreach (var value in request.Query[OnError].Where(value => value is not (Skip or Reject)))
            errors.Add(new("unknown_value", $"{OnError} is {Reject}, the default, or {Skip}.") { Parameter = OnError, Value = value, Nearest = Nearest.To(value ?? "", [Skip, Reject]) });
        return errors.Count == 0 ? null : ProblemResults.Of(StatusCodes.Status400BadRequest, errors[0].Code, errors[0].Message, errors);
    }
}

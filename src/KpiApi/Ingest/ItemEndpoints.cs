using System.Net.Mime;
using System.Text.Json.Nodes;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Ingest;

/// <summary>PUT and DELETE of one item.</summary>
internal static class ItemEndpoints
{
    public static async Task<Results<Ok<ItemResult>, Created<ItemResult>, ProblemHttpResult>> PutAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var id = PathId.Of(context);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxBodyBytes, context.RequestAborted);
        var read = JsonItems.Read(resource.ContractFor(context), body.Span, context.Limits(), context.LatestMs(), id);
        context.Telemetry().CountRejected(resource.Table.Kind, read.Rejected.Count);
        if (read.Rejected is [var problems]) return BatchResults.Rejected(problems);
        var result = await writer.WriteAsync(new UpsertWrite<T>(resource.Table, read.Rows), context.RequestAborted);
        if (result.Refused is not null)
        {
            context.Telemetry().CountRejected(resource.Table.Kind, 1);
            return BatchResults.Rejected([ItemErrors.TooMany(resource.Table, read.Rows[0])]);
        }

        WriteLedger.Accept(context, 1);
        var outcome = result.Created > 0 ? Outcome.Created : result.Updated > 0 ? Outcome.Updated : Outcome.Unchanged;
        var answer = new ItemResult(id, outcome, result.Version);
        return outcome == Outcome.Created ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);
    }

    public static async Task<Results<Ok<ItemResult>, ProblemHttpResult>> DeleteAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var id = PathId.Of(context);
        var result = await writer.WriteAsync(new DeleteWrite<T>(resource.Table, id), context.RequestAborted);
        if (result.Deleted > 0) WriteLedger.Accept(context, 1);
        return result.Deleted > 0
            ? TypedResults.Ok(new ItemResult(id, Outcome.Deleted, result.Version))
            : ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", $"There is no {resource.Contract.Singular} with this id.") { Parameter = "id", Value = id });
    }
}

/// <param name="Id">Of the item.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is visible.</param>
internal sealed record ItemResult(string Id, Outcome Outcome, long Version)
{
    public static JsonObject Example(string id, string outcome) => new() { ["id"] = id, ["outcome"] = outcome, ["version"] = 4711 };
}

using System.Net.Mime;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
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

/// <summary>PUT, PATCH and DELETE of one item.</summary>
internal static class ItemEndpoints
{
    /// <summary>Replaces the item: what the body does not say is cleared.</summary>
    public static Task<Results<Ok<ItemResult>, Created<ItemResult>, ProblemHttpResult>> PutAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer) =>
        WriteAsync(resource, context, writer, replaces: true);

    /// <summary>Merges into the item: what the body does not say stays.</summary>
    public static Task<Results<Ok<ItemResult>, Created<ItemResult>, ProblemHttpResult>> PatchAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer) =>
        WriteAsync(resource, context, writer, replaces: false);

    private static async Task<Results<Ok<ItemResult>, Created<ItemResult>, ProblemHttpResult>> WriteAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer, bool replaces)
    {
        // A merge patch of RFC 7396 is what a PATCH takes, under either name.
        if (MediaTypes.Of(context.Request) is not { } type || (type != MediaTypeNames.Application.Json && (replaces || type != MediaTypes.MergePatch)))
            return replaces ? MediaTypes.Unsupported(MediaTypeNames.Application.Json) : MediaTypes.Unsupported(MediaTypeNames.Application.Json, MediaTypes.MergePatch);
        var id = PathId.Of(context);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxBodyBytes, context.RequestAborted);
        var isDryRun = DryRun.IsAsked(context);
        var read = JsonItems.Read(resource.Reader(context, replaces), body.Span, context.Limits(), id);
        if (read.Rejected is [var problems]) return Rejected(problems);
        var result = await writer.WriteAsync(resource.Write(read.Items, rehearsal: isDryRun ? new() : null), context.RequestAborted);
        if (result.Refused is not null) return Rejected(resource.ErrorsOf(read.Items, 0));
        if (!isDryRun) WriteLedger.Accept(context, 1);
        var outcome = result.Created > 0 ? Outcome.Created : result.Updated > 0 ? Outcome.Updated : Outcome.Unchanged;
        var answer = new ItemResult(id, outcome, result.Version) { DryRun = isDryRun ? true : null };
        return outcome == Outcome.Created && !isDryRun ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);

        ProblemHttpResult Rejected(IReadOnlyList<RequestError> errors)
        {
            if (!isDryRun) context.Telemetry().CountRejected(resource.Table.Kind, 1);
            return BatchResults.Rejected(errors);
        }
    }

    public static async Task<Results<Ok<ItemResult>, ProblemHttpResult>> DeleteAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var id = PathId.Of(context);
        var isDryRun = DryRun.IsAsked(context);
        var result = await writer.WriteAsync(new DeleteWrite<T>(resource.Table, id) { IsDryRun = isDryRun }, context.RequestAborted);
        if (result.Deleted > 0 && !isDryRun) WriteLedger.Accept(context, 1);
        return result.Deleted > 0
            ? TypedResults.Ok(new ItemResult(id, Outcome.Deleted, result.Version) { DryRun = isDryRun ? true : null })
            : ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", $"There is no {resource.Contract.Singular} with this id.") { Parameter = "id", Value = id });
    }
}

/// <param name="Id">Of the item.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is visible.</param>
internal sealed record ItemResult(string Id, Outcome Outcome, long Version)
{
    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }

    public static JsonObject Example(string id, string outcome) => new() { ["id"] = id, ["outcome"] = outcome, ["version"] = 4711 };
}

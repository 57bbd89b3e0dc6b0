using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using KpiApi.Hosting;
using KpiApi.Hosting.Limits;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using KpiApi.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Ingest;

/// <summary>PUT and DELETE of one item.</summary>
internal static class ItemEndpoints
{
    public static async Task<Results<Ok<ItemResult>, Created<ItemResult>, ProblemHttpResult>> PutAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var id = PathId(context);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxBodyBytes, context.RequestAborted);
        var read = JsonBody.Read(resource.ContractFor(context), body.Span, context.Limits(), context.LatestMs(), id);
        context.Telemetry().CountRejected(resource.Table.Kind, read.Rejected.Count);
        if (read.Rejected is [var problems]) return BatchResults.Rejected(problems);
        var result = await writer.WriteAsync(new UpsertWrite<T>(resource.Table, read.Rows), context.RequestAborted);
        if (result.Refused is not null)
        {
            context.Telemetry().CountRejected(resource.Table.Kind, 1);
            return BatchResults.Rejected([ItemProblem.TooMany(resource.Table, read.Rows[0])]);
        }

        WriteLedger.Accept(context, 1);
        var outcome = result.Created > 0 ? Outcome.Created : result.Updated > 0 ? Outcome.Updated : Outcome.Unchanged;
        var answer = new ItemResult(id, outcome, result.Version);
        return outcome == Outcome.Created ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);
    }

    public static async Task<Results<Ok<ItemResult>, ProblemHttpResult>> DeleteAsync<T>(Resource<T> resource, HttpContext context, GroupWriter writer)
    {
        var id = PathId(context);
        var result = await writer.WriteAsync(new DeleteWrite<T>(resource.Table, id), context.RequestAborted);
        if (result.Deleted > 0) WriteLedger.Accept(context, 1);
        return result.Deleted > 0
            ? TypedResults.Ok(new ItemResult(id, Outcome.Deleted, result.Version))
            : ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", $"There is no {resource.Contract.Singular} with this id.") { Parameter = "id", Value = id });
    }

    /// <summary>From the path as it was sent: routing leaves %2F as it is, and an id may contain a slash.</summary>
    /// <exception cref="RejectedBodyException">What is escaped in it is no UTF-8, and would be another id.</exception>
    public static string PathId(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2)[0].TrimEnd('/');
        return Unescaped(target[(target.LastIndexOf('/') + 1)..])
            ?? throw new RejectedBodyException(StatusCodes.Status400BadRequest, new("invalid_utf8", "The id in the path is escaped wrongly: % and two digits for each byte of its UTF-8.") { Parameter = "id" });
    }

    /// <summary>Null where an escape is none, or the bytes are no text; the framework's leaves both as they are.</summary>
    private static string? Unescaped(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%') length += Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes.AsSpan(length));
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                (i, length) = (i + 2, length + 1);
            else return null;
        }

        return Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}

/// <param name="Id">Of the item.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is visible.</param>
internal sealed record ItemResult(string Id, Outcome Outcome, long Version)
{
    public static JsonObject Example(string id, string outcome) => new() { ["id"] = id, ["outcome"] = outcome, ["version"] = 4711 };
}

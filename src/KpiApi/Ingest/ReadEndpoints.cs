using System.Buffers;
using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Reading;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Ingest;

/// <summary>GET of what was written: one item by its id, and lists of what has changed since a version. What comes out can be sent again.</summary>
internal static class ReadEndpoints
{
    public const string UpdatedSince = "updatedSince";

    private const string Id = "id";

    /// <summary>As many as an address has room for.</summary>
    private const int MaxIds = 100;

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map<T>(RouteGroupBuilder reading, Resource<T> resource) where T : class
    {
        var (contract, name, component) = (resource.Contract, resource.Contract.Singular, ContractShapes.NameOf(resource.Contract));
        reading.MapGet($"/{contract.Name}", (HttpContext context, StoreQueries store) => context.Request.Query.ContainsKey(Id) ? ListNamed(resource, context, store) : List(resource, context, store))
            .WithName($"list{component}s")
            .WithSummary($"The {contract.Name} as they were written")
            .WithDescription($"In the order of their last change. For a copy that is kept up to date: read all pages once, then ask with `{UpdatedSince}` = the `version` of the last page. "
                + "Deletions are told by `/v1/changes`.")
            .TakesChangedPage()
            .TakesQuery(Id, Shapes.List(Shapes.Text($"The {name}'s id.", resource.ExampleId), $"Only these, in this order, those that there are; repeat it for up to {MaxIds}. Without other parameters."))
            .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "conflict", "too_many", "empty")
            .Produces<ChangedList<T>>()
            .Explains(StatusCodes.Status200OK, "A page; `nextCursor` is null on the last one.");
        reading.MapGet($"/{contract.Name}/{{id}}", (HttpContext context, StoreQueries store) => Find(resource, context, store)).TakesNoParameters()
            .WithName($"get{component}")
            .WithSummary($"One {name} as it was written")
            .WithDescription("With everything that was left out filled in. It can be sent again as it is.")
            .TakesPath("id", Shapes.Text($"The {name}'s id.", resource.ExampleId))
            .Produces<T>()
            .Explains(StatusCodes.Status200OK, $"The {name}.", ("item", resource.Example()))
            .Fails(StatusCodes.Status404NotFound, $"There is no such {name}.", "not_found");
    }

    public static RouteHandlerBuilder TakesChangedPage(this RouteHandlerBuilder route) => route
        .LinksToNext()
        .TakesQuery(UpdatedSince, Shapes.Whole("Only what has changed after this version; 0 for everything.", 4711))
        .TakesQuery("limit", Shapes.Whole("Items at most.", 1, ChangedPage.MaxLimit, ChangedPage.DefaultLimit))
        .TakesQuery("cursor", Shapes.Text("`nextCursor` of the page before. It holds on every replica, after a restart and while data arrives."))
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", "unknown_parameter", "invalid_value");

    public static IResult List<T>(Resource<T> resource, HttpContext context, StoreQueries store)
    {
        var errors = new List<RequestError>();
        var page = ChangedPage.Read(context.Request.Query, errors);
        if (errors.Count > 0) return ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors);
        // Before the rows: what is committed meanwhile may be among them, and is read again from this version on.
        var version = store.ReadVersion();
        var rows = store.ReadChanged(resource.Table, page.After, page.Limit);
        var next = rows.Count < page.Limit ? null : ChangedPage.Cursor(rows[^1].Place);
        NextLink.Set(context, "cursor", next);
        return Page(resource, rows.Select(row => row.Row), next, version);
    }

    /// <summary>Those named, for who knows their ids and wants what they are called.</summary>
    private static IResult ListNamed<T>(Resource<T> resource, HttpContext context, StoreQueries store) where T : class
    {
        var query = context.Request.Query;
        IReadOnlyList<string> ids = [.. query[Id].OfType<string>().Distinct(StringComparer.Ordinal)];
        List<RequestError> errors = [.. query.Keys.Where(name => name != Id).Select(name => new RequestError("conflict", $"'{Id}' stands alone, without '{name}'.") { Parameter = name })];
        if (ids.Count > MaxIds) errors.Add(new("too_many", $"'{Id}' takes at most {MaxIds} values and was given {ids.Count}.") { Parameter = Id });
        if (ids.Contains("")) errors.Add(new("empty", $"'{Id}' is empty.") { Parameter = Id });
        if (errors.Count > 0) return ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors);
        var version = store.ReadVersion();
        var rows = store.ReadNamed(resource.Table, ids).ToDictionary(resource.Table.Id, StringComparer.Ordinal);
        return Page(resource, ids.Where(rows.ContainsKey).Select(id => rows[id]), null, version);
    }

    private static FileContentHttpResult Page<T>(Resource<T> resource, IEnumerable<T> rows, string? next, long version) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var row in rows) resource.Contract.Columns.Write(json, row, (_, _) => true);
        json.WriteEndArray();
        json.WriteString("nextCursor", next);
        json.WriteNumber("version", version);
        json.WriteEndObject();
    });

    private static IResult Find<T>(Resource<T> resource, HttpContext context, StoreQueries store) where T : class
    {
        var id = PathId.Of(context);
        return store.Find(resource.Table, id) is { } row
            ? Json(json => resource.Contract.Columns.Write(json, row, (_, _) => true))
            : ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", $"There is no {resource.Contract.Singular} with this id.") { Parameter = "id", Value = id });
    }

    private static FileContentHttpResult Json(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(text, s_json)) write(json);
        return TypedResults.Bytes(text.WrittenMemory, MediaTypeNames.Application.Json + "; charset=utf-8");
    }
}

/// <param name="NextCursor">Null on the last page.</param>
/// <param name="Version">Of the data when the page was read. That of the last page is the `updatedSince` of the next pull.</param>
internal sealed record ChangedList<T>(IReadOnlyList<T> Items, string? NextCursor, long Version);

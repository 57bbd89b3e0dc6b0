using System.Net.Mime;
using KpiApi.Auth;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Csv;
using KpiApi.Storage.Writing;

namespace KpiApi.Ingest;

internal static class IngestEndpoints
{
    /// <summary>What the contract of any resource can find wrong with an item.</summary>
    private static readonly string[] s_itemCodes =
    [
        "required", "wrong_type", "unknown_field", "duplicate_field", "unknown_value", "invalid_instant", "offset_missing", "out_of_range",
        "not_whole", "too_many_decimals", "empty", "too_long", "control_character", "invalid_utf8", "not_an_object",
    ];

    public static void MapIngest(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithTags(Tags.Ingest).AnswersJson().RequireAuthorization(ScopeNames.Ingest).WritesStore();
        MapResource(v1, Resources.Tickets);
        MapResource(v1, Resources.Events);
        MapResource(v1, Resources.Surveys);
        MapResource(v1, Resources.Agents);
        MapResource(v1, Resources.Shifts);
        MapResource(v1, Resources.Costs);
        MapUpserts(v1, Resources.Accounts);
        MapBatch(v1);
        // Tickets are read with their timeline and facts: TicketEndpoints.
        var reading = app.MapGroup("/v1").WithTags(Tags.Ingest).AnswersJson().RequireAuthorization(ScopeNames.IngestOrReadAgents).ReadsStore();
        ReadEndpoints.Map(reading, Resources.Events);
        ReadEndpoints.Map(reading, Resources.Surveys);
        ReadEndpoints.Map(reading, Resources.Agents);
        ReadEndpoints.Map(reading, Resources.Accounts);
        ReadEndpoints.Map(reading, Resources.Shifts);
        ReadEndpoints.Map(reading, Resources.Costs);
        app.MapGroup("/v1").WithTags(Tags.Ingest).AnswersJson().RequireAuthorization(ScopeNames.Admin).WritesStore()
            .MapDelete("/accounts/{id}", EraseEndpoints.EraseAsync).TakesDryRun()
            .WithName("eraseAccount")
            .WithSummary("Erase an account")
            .WithDescription("Removes the account, its tickets, their events and surveys, what is left of its tickets that were deleted before, and the surveys that name it, all at once, from every number and from the files. It can be repeated.")
            .TakesPath("id", Shapes.Text("The account's id.", "A-77"))
            .Explains(StatusCodes.Status200OK, "What was removed; zeros when there was nothing.");
    }

    private static void MapResource<T>(RouteGroupBuilder v1, Resource<T> resource)
    {
        MapUpserts(v1, resource);
        var (name, id) = (resource.Contract.Singular, resource.ExampleId);
        v1.MapDelete($"/{resource.Contract.Name}/{{id}}", (HttpContext context, GroupWriter writer) => ItemEndpoints.DeleteAsync(resource, context, writer)).TakesDryRun()
            .WithName($"delete{ContractShapes.NameOf(resource.Contract)}")
            .WithSummary($"Remove {A(name)}")
            .WithDescription($"Takes the {name} out of every number. It can be sent again later.")
            .TakesPath("id", Shapes.Text($"The {name}'s id.", id))
            .Explains(StatusCodes.Status200OK, "It is gone, durably.", ("deleted", ItemResult.Example(id, "deleted")))
            .Fails(StatusCodes.Status404NotFound, $"There is no such {name}.", "not_found");
    }

    private static void MapUpserts<T>(RouteGroupBuilder v1, Resource<T> resource)
    {
        MapPut(v1, resource);
        MapPatch(v1, resource);
        MapPost(v1, resource);
    }

    private static void MapPut<T>(RouteGroupBuilder v1, Resource<T> resource)
    {
        var (contract, name, id) = (resource.Contract, resource.Contract.Singular, resource.ExampleId);
        v1.MapPut($"/{contract.Name}/{{id}}", (HttpContext context, GroupWriter writer) => ItemEndpoints.PutAsync(resource, context, writer)).TakesDryRun()
            .WithBodyLimit(limits => limits.MaxBodyBytes)
            .WithName($"put{ContractShapes.NameOf(contract)}")
            .WithSummary($"Create or replace {A(name)}")
            .WithDescription($"Stores the {name} under the id of the path; the body may repeat the id. Answered when it is durable and every later query sees it. Sending the same again changes nothing.")
            .TakesPath("id", Shapes.Text($"The {name}'s id.", id))
            .TakesBody($"The whole {name}: what is left out is empty afterwards.",
                new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(ContractShapes.Body(contract)), ("item", resource.Example())))
            .Explains(StatusCodes.Status200OK, "It was there: updated or unchanged; or a dry run.", ("unchanged", ItemResult.Example(id, "unchanged")))
            .Explains(StatusCodes.Status201Created, "It is new.", ("created", ItemResult.Example(id, "created")))
            .Fails(StatusCodes.Status400BadRequest, "The request cannot be understood.", "malformed_json", "too_deep", "invalid_utf8", "invalid_encoding")
            .Fails(StatusCodes.Status422UnprocessableEntity, "The item has errors; nothing was stored.", [.. s_itemCodes, .. resource.Codes, "id_mismatch"])
            .FailsLike(StatusCodes.Status422UnprocessableEntity, BatchExamples.RejectedItem($"/v1/{contract.Name}/{id}"));
    }

    private static void MapPatch<T>(RouteGroupBuilder v1, Resource<T> resource)
    {
        var (contract, name, id) = (resource.Contract, resource.Contract.Singular, resource.ExampleId);
        var patch = resource.PatchExample();
        v1.MapPatch($"/{contract.Name}/{{id}}", (HttpContext context, GroupWriter writer) => ItemEndpoints.PatchAsync(resource, context, writer)).TakesDryRun()
            .WithBodyLimit(limits => limits.MaxBodyBytes)
            .WithName($"patch{ContractShapes.NameOf(contract)}")
            .WithSummary($"Change some values of {A(name)}")
            .WithDescription($"Merges into what is stored: what is left out stays as it is, null clears it (RFC 7396). What is required is needed only if the {name} is new. "
                + "The rules between values are checked on the merged item.")
            .TakesPath("id", Shapes.Text($"The {name}'s id.", id))
            .TakesBody("The values that change.",
                new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(ContractShapes.Patch(contract)), ("change", patch)),
                new BodyForm(MediaTypes.MergePatch, Shapes.Ref(ContractShapes.Patch(contract)), ("change", patch.DeepClone())))
            .Explains(StatusCodes.Status200OK, "It was there: updated or unchanged; or a dry run.", ("updated", ItemResult.Example(id, "updated")))
            .Explains(StatusCodes.Status201Created, "It is new.", ("created", ItemResult.Example(id, "created")))
            .Fails(StatusCodes.Status400BadRequest, "The request cannot be understood.", "malformed_json", "too_deep", "invalid_utf8", "invalid_encoding")
            .Fails(StatusCodes.Status422UnprocessableEntity, "The item has errors, by itself or beside what is stored; nothing was stored.", [.. s_itemCodes, .. resource.Codes, "id_mismatch"])
            .FailsLike(StatusCodes.Status422UnprocessableEntity, BatchExamples.RejectedItem($"/v1/{contract.Name}/{id}"));
    }

    private static void MapPost<T>(RouteGroupBuilder v1, Resource<T> resource)
    {
        var (contract, item, component) = (resource.Contract, resource.Example(), ContractShapes.NameOf(resource.Contract));
        // Lines and rows may be any number; a body that is read whole has its own limit.
        v1.MapPost($"/{contract.Name}", (HttpContext context, GroupWriter writer) => BatchEndpoints.PostAsync(resource, context, writer))
            .WithBodyLimit(_ => null)
            .WithName($"post{component}s")
            .WithSummary($"Create {contract.Name} or change some of their values")
            .WithDescription("Merges: what an item leaves out stays as it is stored, null clears it, and what is required is needed only the first time; to replace an item as a whole, PUT it. "
                + "One object, an array of at most 10,000, a stream of lines, or a CSV table with a header row; the last two may have any length. "
                + "An array is all or nothing unless `onError=skip`; of lines and rows the good ones are stored and the bad ones reported. Answered when all is durable and visible. Items with one id are merged in their order.")
            .TakesQuery("onError", Shapes.Ref(ContractShapes.OnError, "What one bad item does to the others of an array.", "reject"))
            .TakesQuery(DryRun.Parameter, DryRun.Shape)
            .TakesQuery(CsvParameters.Map, Shapes.Text("For CSV: columns with other names than the fields, as field:column, separated by commas.", "id:Number"))
            .TakesQuery(CsvParameters.TimeZone, Shapes.Text("For CSV: the IANA zone of times without an offset, which are an error otherwise.", "Europe/Berlin"))
            .TakesQuery(CsvParameters.Ignore, Shapes.Text("For CSV: columns to leave out, separated by commas; `*` for every column that is no field.", "Subject,Body"))
            .TakesQuery(CsvParameters.Values, Shapes.Text("For CSV: what words of the table stand for, as field:word=value, letter case aside, separated by commas.", "status:Closed=closed,status:Resolved=solved"))
            .TakesQuery(CsvParameters.Dates, Shapes.Choice("For CSV: the order of day, month and year in dates such as 05.01.2026 09:00 or 1/5/2026 9:00 PM.", ["dmy", "mdy", "ymd"]))
            .TakesQuery(CsvParameters.Decimal, Shapes.Text("For CSV: what stands before decimals, `.` (the default) or `,`; with a comma points may stand between thousands.", ","))
            .TakesQuery(CsvParameters.Empty, Shapes.Choice("For CSV: whether an empty cell says nothing, or clears what is stored.", ["absent", "clear"]))
            .TakesBody("UTF-8, compressed or not (`Content-Encoding`: gzip, br, deflate).",
                new BodyForm(MediaTypeNames.Application.Json, ContractShapes.OneOrSeveral(contract), ("one", item), ("several", new System.Text.Json.Nodes.JsonArray(item.DeepClone()))),
                new BodyForm(MediaTypes.Ndjson, Shapes.Text($"One {contract.Singular} a line."), ("lines", item.ToJsonString() + "\n")),
                new BodyForm(MediaTypes.Csv, Shapes.Text("The columns are the JSON names, separated by commas, semicolons, tabs or bars, in UTF-8, or UTF-16 with a byte order mark; an empty cell says nothing."), ("table", ContractShapes.CsvExample(item))))
            .Explains(StatusCodes.Status200OK, "All of it is stored.", ("stored", BatchExamples.Counts(3, 3)))
            .Fails(StatusCodes.Status400BadRequest, "The request cannot be understood.", "unknown_parameter", "unknown_value", "malformed_json", "too_deep", "invalid_encoding",
                "malformed_csv", "unknown_column", "duplicate_column", "unknown_time_zone", "unknown_field", "given_twice", "invalid_value")
            .Fails(StatusCodes.Status413PayloadTooLarge, "An array or a body is too large; lines may have any length.", "too_many_items")
            .Fails(StatusCodes.Status422UnprocessableEntity, "At least one item has errors; the counts say what was stored nevertheless.",
                [.. s_itemCodes, .. resource.Codes, "malformed_json", "malformed_csv", "too_large"])
            .FailsLike(StatusCodes.Status422UnprocessableEntity, BatchExamples.RejectedBatch($"/v1/{contract.Name}"))
            .FailsAs(ProblemShapes.RejectedBatch, StatusCodes.Status422UnprocessableEntity)
            .FailsAs(ProblemShapes.InterruptedBatch, StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable);
    }

    private static void MapBatch(RouteGroupBuilder v1) => v1.MapPost("/batch", MixedEndpoints.PostAsync)
        .WithBodyLimit(limits => limits.MaxBodyBytes)
        .WithName("postBatch")
        .WithSummary("Create or change items of several kinds in one transaction")
        .WithDescription("Merges like a POST of each kind. All or nothing unless `onError=skip`; at most 10,000 items together. Whether a ticket has events is asked of those in the same batch too.")
        .TakesQuery("onError", Shapes.Ref(ContractShapes.OnError, "What one bad item does to all others.", "reject"))
        .TakesQuery(DryRun.Parameter, DryRun.Shape)
        .TakesBody("A list for each kind of items.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(MixedShapes.Batch), ("batch", MixedShapes.Example())))
        .Explains(StatusCodes.Status200OK, "All of it is stored; a result for each kind that was sent.")
        .Fails(StatusCodes.Status400BadRequest, "The request cannot be understood.",
            "unknown_parameter", "unknown_value", "malformed_json", "too_deep", "invalid_encoding", "invalid_utf8", "not_an_object", "unknown_field", "duplicate_field", "wrong_type")
        .Fails(StatusCodes.Status413PayloadTooLarge, "There are too many items, or the body is too large.", "too_many_items")
        .Fails(StatusCodes.Status422UnprocessableEntity, "At least one item has errors; the results say what was stored nevertheless.", [.. s_itemCodes, .. MixedShapes.Codes])
        .FailsAs(ProblemShapes.RejectedMixedBatch, StatusCodes.Status422UnprocessableEntity);

    private static string A(string name) => name[0] is 'a' or 'e' ? $"an {name}" : $"a {name}";
}

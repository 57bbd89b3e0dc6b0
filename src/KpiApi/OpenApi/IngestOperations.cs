using System.Net.Mime;
using System.Text.Json.Nodes;
using KpiApi.Ingest;
using KpiApi.Storage;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>PUT, POST and DELETE of each resource, told from its contract.</summary>
internal static class IngestOperations
{
    private static readonly string[] s_itemCodes =
    [
        "required", "wrong_type", "unknown_field", "duplicate_field", "unknown_value", "invalid_instant", "offset_missing", "out_of_range",
        "not_whole", "too_many_decimals", "empty", "too_long", "control_character", "invalid_utf8", "not_an_object",
    ];

    public static IEnumerable<KeyValuePair<string, Action<Operation>>> All { get; } =
    [
        .. Of(TicketContract.Contract, "Ticket",
            ["id", "createdAt", "channel", "reason", "priority", "team", "agent", "account", "status", "firstResponseAt", "resolvedAt", "updatedAt"],
            ["first_response_before_created", "first_resolved_before_created", "resolved_before_created", "closed_before_created",
                "updated_before_created", "first_resolution_after_last", "resolved_without_time", "status_contradicts_times"]),
        .. Of(EventContract.Contract, "Event", ["id", "ticket", "type", "at", "agent", "durationSeconds"], ["too_many_events"]),
        .. Of(SurveyContract.Contract, "Survey",
            ["id", "kind", "ticket", "sentAt", "respondedAt", "score", "comment"],
            ["not_allowed", "responded_before_sent", "unknown_scale", "too_many_surveys"]),
        .. Of(AgentContract.Contract, "Agent", ["id", "name", "team", "bot"], []),
        .. Of(ShiftContract.Contract, "Shift", ["id", "agent", "from", "to", "kind"], ["to_not_after_from"]),
        .. Of(CostContract.Contract, "Cost", ["id", "from", "to", "amount", "channel"], ["to_not_after_from"]),
        .. Of(AccountContract.Contract, "Account", ["id", "name", "value", "since"], ["until_before_since"]).Where(o => !o.Key.StartsWith("DELETE", StringComparison.Ordinal)),
        new("DELETE /v1/accounts/{id}", Erase),
    ];

    private static void Erase(Operation o) => o
        .Is("eraseAccount", Tags.Ingest, "Erase an account",
            "Removes the account, its tickets, their events and surveys, what is left of its tickets that were deleted before, and the surveys that name it, all at once, from every number and from the files. It can be repeated.")
        .InPath("id", Shapes.Text("The account's id.", "A-77"))
        .Answers<ErasedAccount>(200, "What was removed; zeros when there was nothing.", ("erased", new JsonObject { ["tickets"] = 3, ["events"] = 9, ["surveys"] = 2 }))
        .Fails(406, "`Accept` allows no JSON.", ["not_acceptable"])
        .Fails(500, "The database is damaged; sending it again is of no use.", ["store_damaged"])
            .Fails(503, "The store is away, or too much waits for it; `Retry-After` says when to try again.", ["store_unavailable", "store_busy"]);

    private static IEnumerable<KeyValuePair<string, Action<Operation>>> Of<T>(Contract<T> contract, string component, string[] shown, string[] codes)
    {
        var (name, all, one) = (contract.Singular, $"/v1/{contract.Name}", $"/v1/{contract.Name}/{{id}}");
        var id = (string)ContractShapes.Example(contract, "id")["id"]!;
        string[] itemCodes = [.. s_itemCodes, .. codes];
        yield return new($"PUT {one}", o => Put(o, contract, component, id, shown, itemCodes));
        yield return new($"POST {all}", o => Post(o, contract, component, shown, itemCodes));
        yield return new($"DELETE {one}", o => o
            .Is($"delete{component}", Tags.Ingest, $"Remove {A(name)}", $"Takes the {name} out of every number. It can be sent again later.")
            .InPath("id", Shapes.Text($"The {name}'s id.", id))
            .Answers(200, "It is gone, durably.", o.Component("ItemResult"), ("deleted", IngestShapes.Item(id, "deleted")))
            .Fails(404, $"There is no such {name}.", ["not_found"])
            .Fails(406, "`Accept` allows no JSON.", ["not_acceptable"])
            .Fails(500, "The database is damaged; sending it again is of no use.", ["store_damaged"])
            .Fails(503, "The store is away, or too much waits for it; `Retry-After` says when to try again.", ["store_unavailable", "store_busy"]));
    }

    private static void Put<T>(Operation o, Contract<T> contract, string component, string id, string[] shown, string[] codes)
    {
        var name = contract.Singular;
        o.Is($"put{component}", Tags.Ingest, $"Create or replace {A(name)}",
                $"Stores the {name} under the id of the path; the body may repeat the id. Answered when it is durable and every later query sees it. "
                + "Sending the same again changes nothing.")
            .InPath("id", Shapes.Text($"The {name}'s id.", id))
            .Takes($"The whole {name}: what is left out is empty afterwards.",
                (MediaTypeNames.Application.Json, o.Component(component), [("item", ContractShapes.Example(contract, shown))]))
            .Answers(200, "It was there: updated or unchanged.", o.Component("ItemResult"), ("unchanged", IngestShapes.Item(id, "unchanged")))
            .Answers(201, "It is new.", o.Component("ItemResult"), ("created", IngestShapes.Item(id, "created")));
        FailsAsBody(o);
        o.Fails(422, "The item has errors; nothing was stored.", [.. codes, "id_mismatch"],
            ProblemShapes.Example(422, $"/v1/{contract.Name}/{id}", "invalid_item", "id is missing.", Error(null, "/id", "required", "id is missing.")));
        o.Fails(500, "The database is damaged; sending it again is of no use.", ["store_damaged"])
            .Fails(503, "The store is away, and nothing was stored; `Retry-After` says when to try again.", ["store_unavailable", "store_busy"]);
    }

    private static void Post<T>(Operation o, Contract<T> contract, string component, string[] shown, string[] codes)
    {
        var item = ContractShapes.Example(contract, shown);
        var schema = new OpenApiSchema { OneOf = [o.Component(component), Shapes.List(o.Component(component))] };
        o.Is($"post{component}s", Tags.Ingest, $"Create or replace {contract.Name}",
                "One object, an array of at most 10,000, a stream of lines, or a CSV table with a header row; the last two may have any length. "
                + "An array is all or nothing unless `onError=skip`; of lines and rows the good ones are stored and the bad ones reported. Answered when all is durable and visible. Of two items with one id the last wins.")
            .InQuery("onError", Shapes.Choice("What one bad item does to the others of an array: `reject` them all, or `skip` only itself.", ["reject", "skip"], "reject"))
            .InQuery(CsvParameters.Map, Shapes.Text("For CSV: columns with other names than the fields, as field:column, separated by commas.", "id:Number"))
            .InQuery(CsvParameters.TimeZone, Shapes.Text("For CSV: the IANA zone of times without an offset, which are an error otherwise.", "Europe/Berlin"))
            .Takes("UTF-8, compressed or not (`Content-Encoding`: gzip, br, deflate).",
                (MediaTypeNames.Application.Json, schema, [("one", item), ("several", new JsonArray(item.DeepClone()))]),
                (MediaTypes.Ndjson, Shapes.Text($"One {contract.Singular} a line."), [("lines", item.ToJsonString() + "\n")]),
                (MediaTypes.Csv, Shapes.Text("The columns are the JSON names; an empty value is none."), [("table", ContractShapes.CsvExample(item))]))
            .Answers(200, "All of it is stored.", o.Component("BatchResult"), ("stored", IngestShapes.Batch(3, 3)));
        FailsAsBody(o, "malformed_csv", "unknown_column", "duplicate_column", "unknown_time_zone");
        o.Fails(422, "At least one item has errors; the counts say what was stored nevertheless.", [.. codes, "malformed_csv"], Rejected(contract));
        o.Fails(500, "The database is damaged; sending it again is of no use.", ["store_damaged"])
            .Fails(503, "The store is away; sending all of it again does no harm.", ["store_unavailable", "store_busy"]);
    }

    private static void FailsAsBody(Operation o, params string[] codes) => o
        .Fails(400, "The request cannot be understood.", ["malformed_json", "invalid_encoding", "unknown_parameter", "unknown_value", .. codes])
        .Fails(406, "`Accept` allows no JSON.", ["not_acceptable"])
        .Fails(413, "An array or a body is too large; lines may have any length.", ["too_large", "too_many_items"])
        .Fails(415, "Another media type or encoding.", ["unsupported_media_type"]);

    private static JsonObject Rejected<T>(Contract<T> contract)
    {
        var problem = ProblemShapes.Example(422, $"/v1/{contract.Name}", "invalid_items",
            "1 of 2 items were rejected; nothing was stored, because an array is all or nothing.", Error(1, "/id", "required", "id is missing."));
        foreach (var (name, value) in IngestShapes.Batch(2, 0, rejected: 1))
            if (name != "errors") problem[name] = value?.DeepClone();
        problem["version"] = null;
        return problem;
    }

    private static JsonObject Error(int? index, string pointer, string code, string message)
    {
        var error = new JsonObject();
        if (index is { } at) error["index"] = at;
        (error["pointer"], error["code"], error["message"]) = (pointer, code, message);
        return error;
    }

    private static string A(string name) => name[0] is 'a' or 'e' ? $"an {name}" : $"a {name}";
}

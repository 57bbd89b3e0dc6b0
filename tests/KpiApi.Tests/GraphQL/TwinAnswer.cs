using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Http.Tables;

namespace KpiApi.Tests.GraphQL;

/// <summary>What an answer tells, line by line, so that REST's and GraphQL's can be compared letter by letter.</summary>
internal static class TwinAnswer
{
    /// <summary>Codes of mistakes that GraphQL's types refuse before anything runs; its own code is then that of a bad document.</summary>
    private static readonly string[] s_refusedByTypes =
    [
        "empty", "given_twice", "invalid_value", "required", "unknown_column", "unknown_dimension", "unknown_metric", "unknown_parameter", "unknown_statistic",
    ];

    /// <summary>The first line that one has and the other has not; null when there is none.</summary>
    public static string? Difference(TwinQuestion question, TwinSchema schema, (int Status, JsonNode? Json) rest, (int Status, JsonNode? Json) graph) => rest.Status switch
    {
        200 when graph.Json!["errors"] is null => First(OfRest(question, rest.Json!), OfGraph(question, schema, graph.Json["data"]!)),
        200 => "REST answers, GraphQL: " + graph.Json!["errors"]!.ToJsonString(),
        404 => graph.Status == 400 || IsNothing(question, graph.Json!["data"]?[question.Field]) ? null : "REST finds nothing, GraphQL: " + graph.Json!.ToJsonString(),
        _ => Refusals(rest.Json!, graph.Status, graph.Json!),
    };

    /// <summary>Whether REST tells the same twice.</summary>
    public static bool IsSame(TwinQuestion question, (int Status, JsonNode? Json) rest, (int Status, JsonNode? Json) again) =>
        rest.Status == again.Status && (rest.Status != 200 || OfRest(question, rest.Json!).SequenceEqual(OfRest(question, again.Json!)));

    /// <summary>Without the moment of asking, which is each call's own.</summary>
    private static List<string> OfRest(TwinQuestion question, JsonNode answer)
    {
        var told = answer.DeepClone();
        if (told is JsonObject whole)
        {
            whole.Remove("asOf");
            if (question.Field == "dimension")
                whole.Remove("nextCursor");
            if (whole["query"] is JsonObject query)
                whole["query"] = Only(query, "from", "to", "timeZone");
        }
        return Lines(told);
    }

    private static bool IsNothing(TwinQuestion question, JsonNode? data) => data is null || (question.Name is not null && Named(question, data) is null);

    private static string? Refusals(JsonNode rest, int status, JsonNode graph)
    {
        // The form of the answer is HTTP's, and no parameter of GraphQL.
        var codes = rest["errors"]!.AsArray().Where(e => !FormParameters.All.Contains((string?)e!["parameter"])).Select(e => (string)e!["code"]!).Order(StringComparer.Ordinal).ToList();
        var told = (graph["errors"]?.AsArray() ?? []).Select(e => (string)e!["extensions"]!["code"]!).Order(StringComparer.Ordinal).ToList();
        var isRefused = status == 400 && told.TrueForAll(code => code is "bad_variables" or "validation_failed") && codes.Intersect(s_refusedByTypes).Any();
        return isRefused || codes.SequenceEqual(told) ? null : $"REST: {string.Join(", ", codes)}; GraphQL: {string.Join(", ", told)}";
    }

    private static List<string> OfGraph(TwinQuestion question, TwinSchema schema, JsonNode data)
    {
        var told = schema.Told(question.Field, data[question.Field])!;
        return Lines(question.Field switch
        {
            "kpis" => Kpis(told),
            "drivers" => Drivers(told),
            "records" => Page(told, Keyed, cursor => cursor?.DeepClone()),
            "tickets" => Page(told, node => node.DeepClone(), cursor => cursor?.DeepClone()),
            "dimension" => new JsonObject { ["items"] = new JsonArray([.. told.AsArray().Select(i => i!.DeepClone())]) },
            "metrics" when question.Name is null => new JsonObject { ["items"] = told.DeepClone() },
            "metrics" => Named(question, told)!,
            "ticket" => Ticket(told),
            _ => told,
        });
    }

    /// <summary>The attributes that GraphQL lists are members in REST.</summary>
    private static JsonObject Ticket(JsonNode told)
    {
        var whole = told.DeepClone().AsObject();
        whole["ticket"]!["attributes"] = new JsonObject(told["ticket"]!["attributes"]!.AsArray().Select(a => KeyValuePair.Create((string)a!["id"]!, a["value"]?.DeepClone())));
        return whole;
    }

    private static JsonNode? Named(TwinQuestion question, JsonNode list) => list.AsArray().FirstOrDefault(item => (string)item!["name"]! == question.Name);

    private static JsonObject Page(JsonNode connection, Func<JsonNode, JsonNode> item, Func<JsonNode?, JsonNode?> cursor) => new()
    {
        ["items"] = new JsonArray([.. connection["nodes"]!.AsArray().Select(node => item(node!))]),
        ["nextCursor"] = (bool)connection["pageInfo"]!["hasNextPage"]! ? cursor(connection["pageInfo"]!["endCursor"]) : null,
    };

    private static JsonObject Kpis(JsonNode told)
    {
        var answer = Only(told.AsObject(), "rowCount", "version", "warnings");
        answer["query"] = Only(told.AsObject(), "from", "to", "timeZone");
        answer["totals"] = Values(told["totals"]!);
        answer["rows"] = new JsonArray([.. told["rows"]!.AsArray().Select(row =>
        {
            var whole = Keyed(row!);
            whole["values"] = Values(row!["values"]!);
            return whole;
        })]);
        return answer;
    }

    private static JsonObject Drivers(JsonNode told)
    {
        var answer = told.DeepClone().AsObject();
        answer.Remove("asOf");
        answer["query"] = Only(answer, "from", "to", "timeZone");
        foreach (var name in (string[])["from", "to", "timeZone"])
            answer.Remove(name);
        return answer;
    }

    /// <summary>What GraphQL lists as keys are members in REST.</summary>
    private static JsonObject Keyed(JsonNode item)
    {
        var whole = item.DeepClone().AsObject();
        whole.Remove("keys");
        foreach (var key in item["keys"]!.AsArray())
            whole[(string?)key!["attribute"] ?? Camel((string)key["dimension"]!)] ??= key["value"]?.DeepClone();
        return whole;
    }

    private static JsonObject Values(JsonNode list) => new(list.AsArray().Select(value =>
    {
        var members = value!.DeepClone().AsObject();
        members.Remove("metric");
        return KeyValuePair.Create((string)value["metric"]!, (JsonNode?)members);
    }));

    private static JsonObject Only(JsonObject whole, params string[] members) => new(members.Select(m => KeyValuePair.Create(m, whole[m]?.DeepClone())));

    private static string Camel(string snake)
    {
        var pascal = string.Concat(snake.Split('_').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
        return JsonNamingPolicy.CamelCase.ConvertName(pascal);
    }

    private static string? First(List<string> rest, List<string> graph) => (rest.Except(graph).FirstOrDefault(), graph.Except(rest).FirstOrDefault()) switch
    {
        (null, null) => null,
        var (r, g) => $"REST: {r ?? "-"}\nGraphQL: {g ?? "-"}",
    };

    /// <summary>One line a leaf, numbers in the letters they came in. Null is the same as absent: GraphQL has no absent fields.</summary>
    private static List<string> Lines(JsonNode node)
    {
        var lines = new List<string>();
        Add(node, "");
        return lines;

        void Add(JsonNode? part, string path)
        {
            switch (part)
            {
                case JsonObject members:
                    foreach (var (name, value) in members)
                        Add(value, $"{path}/{name}");
                    break;
                case JsonArray items:
                    lines.Add($"{path} has {items.Count}");
                    for (var i = 0; i < items.Count; i++)
                        Add(items[i], $"{path}/{i}");
                    break;
                case not null:
                    lines.Add($"{path} = {(part.GetValueKind() == JsonValueKind.String ? $"'{(string)part!}'" : part.ToJsonString())}");
                    break;
                default:
                    break;
            }
        }
    }
}

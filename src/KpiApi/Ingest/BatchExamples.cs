using System.Text.Json.Nodes;
using KpiApi.Http.Errors;

namespace KpiApi.Ingest;

/// <summary>What writes are answered with.</summary>
internal static class BatchExamples
{
    public static JsonObject RejectedItem(string path) =>
        ProblemShapes.Example(422, path, "invalid_item", "id is empty.", Error(null));

    public static JsonObject RejectedBatch(string path)
    {
        var problem = ProblemShapes.Example(422, path, "invalid_items", "1 of 2 items were rejected; nothing was stored, because an array is all or nothing.", Error(1));
        foreach (var (name, value) in Counts(2, 0, rejected: 1))
            if (name != "errors") problem[name] = value?.DeepClone();
        problem["version"] = null;
        return problem;
    }

    public static JsonObject Counts(int received, int created, int rejected = 0) => new()
    {
        ["received"] = received,
        ["created"] = created,
        ["updated"] = 0,
        ["unchanged"] = 0,
        ["rejected"] = rejected,
        ["stored"] = created,
        ["version"] = 4711,
        ["errors"] = new JsonArray(),
    };

    private static JsonObject Error(int? index)
    {
        var error = new JsonObject();
        if (index is { } at) error["index"] = at;
        (error["pointer"], error["code"], error["message"]) = ("/id", "empty", "id is empty.");
        return error;
    }
}

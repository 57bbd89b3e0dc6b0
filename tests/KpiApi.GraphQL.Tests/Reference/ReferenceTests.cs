using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Tests.Zoo;

namespace KpiApi.GraphQL.Tests.Reference;

public sealed class ReferenceTests
{
    /// <summary>Our own words; everything else in an answer must be the reference's.</summary>
    private static readonly string[] Wording = ["description"];

    [Fact]
    public async Task Documents_as_a_whole_get_the_verdict_and_answer_of_the_reference()
    {
        var executor = new GraphQLExecutor(ZooSchema.Schema);
        var differences = new List<string>();
        foreach (var entry in ReferenceCase.All)
        {
            var variables = entry.Variables is { ValueKind: JsonValueKind.Object } json ? json.GetRawText() : null;
            var answer = await ZooSchema.RunAsync(entry.Query, variables, entry.Operation, executor);
            if (Difference(entry, answer) is { } difference) differences.Add($"{entry.Id}: {entry.Query} {variables}\n  {difference}\n  {answer.ToJsonString()}");
        }

        Assert.True(ReferenceCase.All.Count >= 400, "cases.json is not whole");
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n" + string.Join("\n", differences.Take(40)));
    }

    private static string? Difference(ReferenceCase entry, JsonObject answer)
    {
        var errors = answer["errors"]?.AsArray() ?? [];
        if (entry.Verdict == "executed")
        {
            if (!answer.ContainsKey("data")) return "was executed";
            var isSorted = entry.Id.StartsWith("introspection whole", StringComparison.Ordinal);
            var (expected, actual) = (Without(entry.Data, Wording, isSorted), Without(answer["data"], Wording, isSorted));
            if (!JsonNode.DeepEquals(expected, actual)) return $"data {expected?.ToJsonString()}";
            return SameErrors(entry.Errors!, errors);
        }

        if (answer.ContainsKey("data")) return $"was {entry.Verdict}";
        var codes = errors.Select(error => (string)error!["extensions"]!["code"]!).ToList();
        return entry.Verdict switch
        {
            "refused" => codes.Any(code => code is ErrorCodes.Syntax or ErrorCodes.Validation) ? "was refused only when run" : SameErrors(entry.Errors!, errors),
            "syntax" when codes[0] != ErrorCodes.Syntax => "was a syntax error",
            "invalid" when codes[0] == ErrorCodes.Syntax && !IsTypeSystem(entry.Query) => "was no syntax error",
            _ => SameLocations(entry.Locations!, errors[0]!),
        };
    }

    /// <summary>The reference parses type definitions and then finds that they can't be executed.</summary>
    private static bool IsTypeSystem(string query) => query.Split(' ', '{')[0] is not ("query" or "" or "fragment") || query.Contains(" scalar ", StringComparison.Ordinal);

    private static string? SameErrors(ReferenceError[] expected, JsonArray actual)
    {
        if (expected.Length != actual.Count) return $"{expected.Length} errors";
        foreach (var (error, index) in expected.Select((error, index) => (error, index)))
        {
            if (!JsonNode.DeepEquals(error.Path, actual[index]!["path"])) return $"path {error.Path?.ToJsonString()}";
            if (SameLocations(error.Locations, actual[index]!) is { } difference) return difference;
        }

        return null;
    }

    private static string? SameLocations(int[][] expected, JsonNode error)
    {
        var actual = error["locations"]?.AsArray().Select(location => new[] { (int)location!["line"]!, (int)location["column"]! }).ToArray() ?? [];
        // Of two fields that can't be merged it is no matter which is named first.
        var text = JsonSerializer.Serialize(expected.OrderBy(at => at[0]).ThenBy(at => at[1]));
        return text == JsonSerializer.Serialize(actual.OrderBy(at => at[0]).ThenBy(at => at[1])) ? null : $"locations {text}";
    }

    private static JsonNode? Without(JsonNode? node, string[] names, bool isSorted)
    {
        switch (node)
        {
            case JsonObject fields:
                return new JsonObject(fields.Where(field => !names.Contains(field.Key))
                    .Select(field => KeyValuePair.Create(field.Key, Without(field.Value, names, isSorted))));
            case JsonArray items:
                var order = items.OrderBy(item => isSorted ? (string?)(item as JsonObject)?["name"] : "", StringComparer.Ordinal);
                return new JsonArray([.. order.Select(item => Without(item, names, isSorted))]);
            default:
                return node?.DeepClone();
        }
    }
}

using System.IO.Compression;
using System.Text.Json.Nodes;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Tests.Zoo;

namespace KpiApi.GraphQL.Tests.Reference;

public sealed class FuzzTests
{
    /// <summary>20,000 documents of make-fuzz.mjs, about half of them damaged.</summary>
    [Fact]
    public async Task Random_documents_get_the_verdict_of_the_reference()
    {
        var executor = new GraphQLExecutor(ZooSchema.Schema, new GraphQLOptions { MaxAliases = 10_000 });
        var differences = new List<string>();
        var (count, answers, elsewhere) = (0, 0, 0);
        await foreach (var line in LinesAsync())
        {
            var entry = JsonNode.Parse(line)!;
            var answer = await ZooSchema.RunAsync((string)entry["q"]!, operation: (string?)entry["o"], executor: executor);
            if (Difference(entry, answer) is { } difference) differences.Add($"{difference}\n{line}\n{answer.ToJsonString()}");
            if (!IsSamePlace(entry, answer)) elsewhere++;
            count++;
            if (entry["r"] is not null) answers++;
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences\n" + string.Join("\n\n", differences.Take(20)));
        Assert.Equal(20_000, count);
        // Which of several mistakes comes first is the same but where fragments are merged, which the reference does last.
        Assert.True(elsewhere < 120, $"{elsewhere} documents have their first error in another place");
        Assert.True(answers > 2_000, "few answers to compare");
    }

    private static async IAsyncEnumerable<string> LinesAsync()
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Reference", "fuzz.jsonl.gz"));
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (await lines.ReadLineAsync() is { } line) yield return line;
    }

    private static string? Difference(JsonNode entry, JsonObject answer)
    {
        var verdict = Verdict(answer);
        var expected = (string)entry["v"]!;
        // Type definitions parse in the reference and then can't be executed; here they end the parsing.
        if (entry["type"] is not null) return verdict == "valid" ? "accepted" : null;
        if (verdict != expected) return $"was {expected}";
        if (expected == "syntax" && !IsSamePlace(entry, answer)) return "was elsewhere";
        return expected == "valid" && entry["r"] is { } result ? SameAnswer(result, answer) : null;
    }

    private static bool IsSamePlace(JsonNode entry, JsonObject answer)
    {
        if (entry["at"] is not { } wanted || entry["type"] is not null) return true;
        var at = answer["errors"]![0]!["locations"]![0]!;
        return (int)wanted[0]! == (int)at["line"]! && (int)wanted[1]! == (int)at["column"]!;
    }

    private static string Verdict(JsonObject answer) => (string?)answer["errors"]?[0]!["extensions"]!["code"] switch
    {
        ErrorCodes.Syntax => "syntax",
        ErrorCodes.Validation => "invalid",
        _ => "valid",
    };

    private static string? SameAnswer(JsonNode expected, JsonObject answer)
    {
        if (!JsonNode.DeepEquals(expected["data"], answer["data"])) return "data differs";
        var paths = answer["errors"]?.AsArray().Select(error => error!["path"]?.ToJsonString()) ?? [];
        var wanted = expected["paths"]?.AsArray().Select(path => path?.ToJsonString()) ?? [];
        return wanted.SequenceEqual(paths) ? null : "error paths differ";
    }
}

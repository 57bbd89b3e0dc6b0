using System.Globalization;
using System.Text.Json;
using Json.Schema;

namespace KpiApi.Tests.OpenApi.Answers;

/// <summary>What the document says of one method of one path.</summary>
internal sealed class DescribedCall
{
    private const string Responses = "#/components/responses/";

    private readonly Dictionary<string, DescribedAnswer> _answers;

    public DescribedCall(JsonElement operation, JsonElement document, BuildOptions schemas) => _answers = operation.GetProperty("responses").EnumerateObject()
        .ToDictionary(answer => answer.Name, answer => new DescribedAnswer(Own(answer.Value, document), document, schemas));

    /// <summary>Null when the status is not described.</summary>
    public DescribedAnswer? Answer(int status) => _answers.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture));

    /// <summary>What a reference stands for.</summary>
    private static JsonElement Own(JsonElement answer, JsonElement document) => answer.TryGetProperty("$ref", out var place)
        ? document.GetProperty("components").GetProperty("responses").GetProperty(place.GetString()![Responses.Length..])
        : answer;
}

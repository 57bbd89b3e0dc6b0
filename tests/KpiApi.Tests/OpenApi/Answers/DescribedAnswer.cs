using System.Text.Json;
using Json.Schema;

namespace KpiApi.Tests.OpenApi.Answers;

/// <summary>What the document says of one status of a call: media types with their schemas, and headers.</summary>
internal sealed class DescribedAnswer
{
    private const string Headers = "#/components/headers/";

    /// <summary>Those of any answer by HTTP, of its length and form, and those for browsers.</summary>
    private static readonly string[] s_ofHttp =
    [
        "Date", "Server", "Connection", "Keep-Alive", "Transfer-Encoding", "Vary", "Cache-Control", "Pragma", "Expires", "Content-Type", "Content-Length", "Content-Encoding",
        "X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers",
    ];

    private static readonly EvaluationOptions s_options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    /// <summary>Built at once, on one thread: the registry of schemas is not made for several.</summary>
    private readonly Dictionary<string, JsonSchema?> _forms = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, bool> _headers = new(StringComparer.OrdinalIgnoreCase);

    public DescribedAnswer(JsonElement answer, JsonElement document, BuildOptions schemas)
    {
        foreach (var form in Members(answer, "content"))
        {
            var schema = form.Value.GetProperty("schema");
            _forms[form.Name] = form.Name.EndsWith("json", StringComparison.Ordinal) && form.Name != "application/x-ndjson" ? JsonSchema.Build(schema, schemas) : null;
        }
        foreach (var header in Members(answer, "headers"))
        {
            var described = header.Value.TryGetProperty("$ref", out var place) ? document.GetProperty("components").GetProperty("headers").GetProperty(place.GetString()![Headers.Length..]) : header.Value;
            _headers[header.Name] = described.TryGetProperty("required", out var required) && required.GetBoolean();
        }
    }

    /// <param name="response">The answer.</param>
    /// <param name="body">Null for an answer to HEAD, which has none.</param>
    public IEnumerable<string> Problems(HttpResponseMessage response, byte[]? body)
    {
        var sent = response.Headers.Concat(response.Content.Headers).Select(header => header.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in sent.Except(s_ofHttp, StringComparer.OrdinalIgnoreCase).Where(name => !_headers.ContainsKey(name)))
            yield return $"The header {name} is not described.";
        foreach (var (name, _) in _headers.Where(header => header.Value && !sent.Contains(header.Key)))
            yield return $"The header {name} is missing.";
        if (response.Content.Headers.ContentType?.MediaType is not { } type)
        {
            if (_forms.Count > 0) yield return "The answer has no media type.";
            yield break;
        }

        if (!_forms.TryGetValue(type, out var schema))
            yield return $"The media type {type} is not described.";
        else if (schema is not null && body is not null)
            foreach (var problem in Problems(schema, body)) yield return problem;
    }

    private static IEnumerable<string> Problems(JsonSchema schema, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var verdict = schema.Evaluate(json.RootElement, new EvaluationOptions { RequireFormatValidation = true });
        if (verdict.IsValid) return [];
        verdict = schema.Evaluate(json.RootElement, s_options);
        return [.. (verdict.Details ?? []).Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}"))];
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var members) ? members.EnumerateObject() : default;
}

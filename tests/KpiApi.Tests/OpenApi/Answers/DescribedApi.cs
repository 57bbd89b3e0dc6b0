using System.Text.Json;
using Json.Schema;

namespace KpiApi.Tests.OpenApi.Answers;

/// <summary>The committed document, which another test keeps equal to the served one, read once for all tests.</summary>
internal sealed class DescribedApi
{
    private const string Components = "#/components/schemas/";
    private const string Place = "https://kpiapi.example/v1";

    private static readonly Lazy<DescribedApi> s_committed = new(() => new(File.ReadAllText(Repository.File("api-specs", "openapi.json"))));

    private readonly List<(string[] Segments, Dictionary<string, DescribedCall> Calls)> _paths = [];

    public DescribedApi(string text)
    {
        // The schemas of OpenAPI 3.1 are those of JSON Schema; only the places where they stand have to be told.
        var document = JsonDocument.Parse(text.Replace(Components, Place + "#/$defs/", StringComparison.Ordinal)).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Schemas = new BuildOptions { SchemaRegistry = new() };
        JsonSchema.FromText($$"""{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"{{Place}}","$defs":{{schemas.GetRawText()}}}""", Schemas);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            _paths.Add((path.Name.Split('/'), path.Value.EnumerateObject().ToDictionary(call => call.Name, call => new DescribedCall(call.Value, document, Schemas))));
        // Where two fit, the one that says more in words.
        _paths.Sort((one, other) => one.Segments.Count(IsParameter).CompareTo(other.Segments.Count(IsParameter)));
    }

    public static DescribedApi Committed => s_committed.Value;

    private BuildOptions Schemas { get; }

    /// <summary>Null when there is no such path, or the path has not this method.</summary>
    public DescribedCall? Find(HttpMethod method, string path)
    {
        var segments = path.TrimEnd('/').Split('/');
        foreach (var (template, calls) in _paths)
            if (Fits(template, segments) && calls.TryGetValue(method.Method.ToLowerInvariant(), out var call)) return call;
        return null;
    }

    private static bool Fits(string[] template, string[] segments) => template.Length == segments.Length
        && template.Zip(segments).All(pair => IsParameter(pair.First) ? pair.Second.Length > 0 : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    private static bool IsParameter(string segment) => segment.StartsWith('{');
}

using System.Diagnostics;
using OpenTelemetry;

namespace KpiApi.Operations;

/// <summary>Takes out of every span, before it is sent, what can name somebody.</summary>
internal sealed class NamelessSpans : BaseProcessor<Activity>
{
    /// <summary>The values of a statement, which stand in its parameters and not in its text; an experimental variable of OpenTelemetry asks for them.</summary>
    private const string Parameters = "db.query.parameter.";

    /// <summary>A path or a query can name an agent, also to another service; the route says as much of a request. A method can be any word.</summary>
    private static readonly string[] s_attributes = ["url.path", "url.query", "url.full", "http.request.method_original"];

    public override void OnEnd(Activity data)
    {
        foreach (var attribute in s_attributes) data.SetTag(attribute, null);
        foreach (var (name, _) in data.TagObjects.Where(tag => tag.Key.StartsWith(Parameters, StringComparison.Ordinal)).ToList()) data.SetTag(name, null);
    }
}

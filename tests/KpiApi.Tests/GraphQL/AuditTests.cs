using System.Diagnostics;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

public sealed class AuditTests
{
    [NodeFact]
    public async Task Audits_of_graphql_http_all_pass()
    {
        await using var app = await Reading.StartAsync();
        var output = await RunAsync("audit.mjs", new Uri(app.Http.BaseAddress!, "/graphql").AbsoluteUri);
        Assert.Contains("61 of 61 audits pass", output, StringComparison.Ordinal);
    }

    /// <summary>What code generators, the page and other tools ask first, with as much as graphql-js can ask of a schema.</summary>
    [NodeFact]
    public async Task Introspection_of_graphql_js_builds_the_schema_that_is_committed()
    {
        await using var app = await Reading.StartAsync();
        var output = await RunAsync("introspect.mjs", new Uri(app.Http.BaseAddress!, "/graphql").AbsoluteUri, SchemaDocumentTests.Committed);
        Assert.Contains("the schemas are equal", output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = NodeFactAttribute.Audits, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, output + await errors);
        return output;
    }
}

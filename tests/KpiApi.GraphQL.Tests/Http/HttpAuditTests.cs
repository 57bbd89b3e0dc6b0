using System.Diagnostics;

namespace KpiApi.GraphQL.Tests.Http;

public sealed class HttpAuditTests
{
    [NodeFact]
    public async Task Audits_of_graphql_http_all_pass()
    {
        await using var server = await GraphQLServer.StartAsync();
        var start = new ProcessStartInfo("node", ["audit.mjs", server.Url])
        {
            WorkingDirectory = NodeFactAttribute.Reference,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, output);
        Assert.Contains("61 of 61 audits pass", output, StringComparison.Ordinal);
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

internal static class Asking
{
    public static Task<Reply> QueryAsync(this KpiApp app, string query, JsonNode? variables = null, string accept = "application/graphql-response+json")
    {
        var body = new JsonObject { ["query"] = query, ["variables"] = variables?.DeepClone() };
        return PostDocumentAsync(app, body.ToJsonString(), accept);
    }

    public static Task<Reply> PostDocumentAsync(this KpiApp app, string body, string accept = "application/graphql-response+json") => app.SendAsync(
        new(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8, "application/json") }, ["Accept: " + accept]);

    /// <summary>The data of an answer without errors.</summary>
    public static async Task<JsonNode> DataAsync(this KpiApp app, string query, JsonNode? variables = null)
    {
        var reply = await app.QueryAsync(query, variables);
        Assert.True(reply.Status == 200 && reply.Json["errors"] is null, reply.Text);
        return reply.Json["data"]!;
    }

    /// <summary>Each error as "path code".</summary>
    public static IEnumerable<string> GraphQLErrors(this Reply reply) => reply.Json["errors"]!.AsArray()
        .Select(e => $"{string.Join('.', e!["path"]?.AsArray().Select(p => p!.ToString()) ?? ["-"])} {e["extensions"]?["code"]}");

    public static string Raw(this JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ValueKind == JsonValueKind.Null ? "" : value.GetRawText();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.GraphQL;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

public sealed class DocumentCacheTests
{
    private const string Acme = """{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, filters: [{dimension: ACCOUNT, values: ["acme"]}]}) { totals { value } } }""";

    [Fact]
    public async Task Documents_that_may_name_an_account_are_forgotten_when_it_is_erased()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PutAsync("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z","account":"acme"}""");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Acme)));
        var body = new JsonObject { ["query"] = Acme, ["extensions"] = new JsonObject { ["persistedQuery"] = new JsonObject { ["version"] = 1, ["sha256Hash"] = hash } } };
        Assert.Equal("""{"data":{"kpis":{"totals":[{"value":1}]}}}""", (await app.PostDocumentAsync(body.ToJsonString())).Text);
        Assert.Equal(2, app.Service<DocumentCache>().Count);
        Assert.Equal(200, (await app.DeleteAsync("/v1/accounts/acme")).Status);
        Assert.Equal(0, app.Service<DocumentCache>().Count);
        body.Remove("query");
        Assert.Equal(["- PERSISTED_QUERY_NOT_FOUND"], (await app.PostDocumentAsync(body.ToJsonString())).GraphQLErrors());
    }

    [Fact]
    public async Task Documents_are_forgotten_before_they_take_more_than_their_room()
    {
        await using var app = await Reading.StartDeskAsync(null, "GraphQL:CachedCharacters=250");
        var cache = app.Service<DocumentCache>();
        for (var n = 0; n < 20; n++)
        {
            await app.DataAsync($"{{ version }} # {n} {new string('x', 80)}");
            Assert.InRange(cache.Count, 0, 2);
        }
        await app.DataAsync($"{{ version }} # {new string('x', 300)}");
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task Document_that_was_refused_is_not_kept()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.QueryAsync("{ unknown }");
        await app.QueryAsync("query($n: Int!) { tickets(first: $n) { nodes { id } } }");
        Assert.Equal(0, app.Service<DocumentCache>().Count);
    }
}

using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Hooks;

/// <summary>A service that asks for keys, with a hook of its own map, and calls to its URL.</summary>
internal static class HookDesk
{
    public const string Map = """
        {"tickets":{"when":"type == 'ticket'","each":"ticket","id":"id","createdAt":"created","account":"company","agent":"assignee","updatedAt":"updated","clears":["agent"],
                    "states":{"at":"updated","status":"status","agent":"assignee"}},
         "surveys":{"when":"ticket.rating","each":"ticket","id":"join('-',['csat',to_string(id)])","kind":"'csat'","ticket":"id","score":"rating","respondedAt":"updated"}}
        """;

    public const string Values = """{"status":{"Waiting":"pending"},"score":{"good":5,"bad":"1","offered":null}}""";

    public static readonly string Hook = $$"""{"map":{{Map}},"values":{{Values}}}""";

    public static async Task<KpiApp> StartAsync(StandingClock? clock = null) => await Keyed.StartAsync(builder => builder.UseClock(clock ?? new StandingClock()));

    /// <summary>The path of a new hook, its token included.</summary>
    public static async Task<string> MakeHookAsync(this KpiApp app, string id = "mine", string? body = null)
    {
        var reply = await app.CallAsync("PUT", $"/v1/hooks/{id}", Keyed.Admin, body ?? Hook);
        Assert.True(reply.Status == 201, reply.Text);
        Assert.Equal("no-store", reply.Headers.CacheControl!.ToString());
        return new Uri((string)reply.Json["url"]!).AbsolutePath;
    }

    public static string Ticket(int id, string status, string updated, string? assignee = "7", string? rating = null, string? company = null) => new JsonObject
    {
        ["type"] = "ticket",
        ["ticket"] = new JsonObject { ["id"] = id, ["created"] = 1_767_261_600, ["assignee"] = assignee, ["updated"] = updated, ["status"] = status, ["rating"] = rating, ["company"] = company },
    }.ToJsonString();

    public static async Task<JsonNode> FactsAsync(this KpiApp app, string ticket) => (await app.CallAsync("GET", $"/v1/tickets/{ticket}", Keyed.Admin)).Json["facts"]!;

    public static async Task<JsonArray> RejectionsAsync(this KpiApp app, string id = "mine") =>
        (await app.CallAsync("GET", $"/v1/hooks/{id}/rejections", Keyed.Admin)).Json["items"]!.AsArray();
}

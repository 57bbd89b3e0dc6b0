namespace KpiApi.Tests.Auth.Policies;

/// <summary>Asks for keys, keeps answers, and holds tickets and a target of an agent whom only some may see.</summary>
public sealed class AgentDesk : SharedApp
{
    public const string Agent = "anna-whom-nobody-may-see";

    internal static async Task<KpiApp> StartNewAsync()
    {
        var app = await Keyed.StartAsync("Kpi:FastWays=true");
        await app.CallAsync("PUT", "/v1/tickets/A", Keyed.Admin, $$"""{"createdAt":"2026-01-05T09:00:00Z","channel":"chat","agent":"{{Agent}}"}""");
        await app.CallAsync("PUT", "/v1/tickets/B", Keyed.Admin, $$"""{"createdAt":"2026-01-05T09:00:00Z","channel":"chat","agent":"{{Agent}}-2"}""");
        await app.CallAsync("PUT", "/v1/targets/of-all", Keyed.Admin, """{"metric":"csat","value":80}""");
        await app.CallAsync("PUT", "/v1/targets/of-anna", Keyed.Admin, $$$"""{"metric":"csat","value":90,"filters":{"agent":"{{{Agent}}}"}}""");
        return app;
    }

    private protected override Task<KpiApp> StartAsync() => StartNewAsync();
}

using System.Security.Cryptography;
using System.Text;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Hooks;

/// <summary>Requests as each help desk signs them by its documents.</summary>
public sealed class SignatureTests
{
    private const string Secret = "a secret";
    private const string Body = """{"type":"nothing"}""";

    [Theory]
    [InlineData("zendesk")]
    [InlineData("chatwoot")]
    [InlineData("hubspot")]
    [InlineData("intercom")]
    [InlineData("zammad")]
    [InlineData(null)]
    public async Task Payload_is_taken_only_with_the_help_desks_signature(string? preset)
    {
        var clock = new StandingClock();
        await using var app = await HookDesk.StartAsync(clock);
        var url = await app.MakeHookAsync(body: preset is null ? $$"""{"map":{{HookDesk.Map}},"secret":"{{Secret}}"}""" : $$"""{"preset":"{{preset}}","secret":"{{Secret}}"}""");
        async Task<string> SendAsync(string[] headers, string body = Body) => (await app.CallAsync("POST", url, null, body, headers)).Outcome();
        Assert.Equal("200", await SendAsync(Headers(preset, Secret, url, clock.Now)));
        Assert.Equal("401 signature_missing", await SendAsync([]));
        Assert.Equal("401 signature_invalid", await SendAsync(Headers(preset, "another", url, clock.Now)));
        Assert.Equal("401 signature_invalid", await SendAsync(Headers(preset, Secret, url, clock.Now), Body + " "));
        if (Headers(preset, Secret, url, clock.Now).Length == 1) return;
        Assert.Equal("200", await SendAsync(Headers(preset, Secret, url, clock.Now.AddMinutes(-4))));
        Assert.Equal("401 signature_expired", await SendAsync(Headers(preset, Secret, url, clock.Now.AddMinutes(-6))));
        Assert.Equal("401 signature_expired", await SendAsync(Headers(preset, Secret, url, clock.Now.AddMinutes(6))));
        Assert.Equal("401 signature_expired", await SendAsync([Headers(preset, Secret, url, clock.Now)[0]]));
    }

    private static string[] Headers(string? preset, string secret, string url, DateTimeOffset at)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        byte[] Sha256(string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
        var (iso, seconds, ms) = ($"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", $"{at.ToUnixTimeSeconds()}", $"{at.ToUnixTimeMilliseconds()}");
        return preset switch
        {
            "zendesk" => [$"X-Zendesk-Webhook-Signature: {Convert.ToBase64String(Sha256(iso + Body))}", $"X-Zendesk-Webhook-Signature-Timestamp: {iso}"],
            "chatwoot" => [$"X-Chatwoot-Signature: sha256={Convert.ToHexStringLower(Sha256($"{seconds}.{Body}"))}", $"X-Chatwoot-Timestamp: {seconds}"],
            "hubspot" => [$"X-HubSpot-Signature-v3: {Convert.ToBase64String(Sha256($"POSThttps://localhost{url}{Body}{ms}"))}", $"X-HubSpot-Request-Timestamp: {ms}", "Host: localhost"],
#pragma warning disable CA5350 // It is how they sign.
            "intercom" or "zammad" => [$"X-Hub-Signature: sha1={Convert.ToHexStringLower(HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(Body)))}"],
#pragma warning restore CA5350
            _ => [$"X-Hub-Signature-256: sha256={Convert.ToHexStringLower(Sha256(Body))}"],
        };
    }
}

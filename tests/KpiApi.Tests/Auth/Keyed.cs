using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KpiApi.Tests.Kpis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KpiApi.Tests.Auth;

/// <summary>A service that asks for keys, and calls with them.</summary>
internal static class Keyed
{
    public const string Admin = "the-admin-key-of-these-tests-0123456789";

    public static Task<KpiApp> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    public static Task<KpiApp> StartAsync(Action<WebApplicationBuilder> adjust, params string[] settings) => KpiApp.StartAsync(adjust: builder =>
    {
        foreach (var setting in settings.Prepend("Keys:Admin=" + Admin))
            builder.Configuration[setting.Split('=', 2)[0]] = setting.Split('=', 2)[1];
        adjust(builder);
    });

    /// <summary>After the service's own, whose place it takes.</summary>
    public static void UseClock(this WebApplicationBuilder builder, TimeProvider clock) =>
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) => services.AddSingleton(clock));

    /// <summary>The id and the text of a new key.</summary>
    public static async Task<(string Id, string Text)> MakeKeyAsync(this KpiApp app, string scopes, string? expiresAt = null)
    {
        var body = new JsonObject { ["name"] = "for a test", ["scopes"] = new JsonArray([.. scopes.Split(' ').Select(s => JsonValue.Create(s))]), ["expiresAt"] = expiresAt };
        var reply = await app.CallAsync("POST", "/v1/keys", Admin, body.ToJsonString());
        Assert.True(reply.Status == 201, reply.Text);
        return ((string)reply.Json["id"]!, (string)reply.Json["key"]!);
    }

    public static Task<Reply> CallAsync(this KpiApp app, string method, string path, string? key = null, string? body = null, params string[] headers) => app.SendAsync(
        new(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) },
        key is null ? headers : [.. headers, "Authorization: Bearer " + key]);

    /// <summary>"401 key_missing", or "200" without errors.</summary>
    public static string Outcome(this Reply reply) => reply.Status < 400 ? $"{reply.Status}" : $"{reply.Status} {reply.Json["errors"]![0]!["code"]}";
}

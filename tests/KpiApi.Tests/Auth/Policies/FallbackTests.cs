using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests.Auth.Policies;

public sealed class FallbackTests
{
    [Fact]
    public async Task Route_that_names_no_scope_is_open_to_nobody()
    {
        var database = TestDatabase.Sqlite(null);
        await using var app = KpiApiHost.Build(database.Arguments, builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Configuration["Keys:Admin"] = Keyed.Admin;
        });
        app.MapGet("/forgotten", () => "a secret");
        app.MapGet("/any-key", () => "a secret").RequireAuthorization();
        app.MapGet("/misspelt", () => "a secret").RequireAuthorization("raed");
        app.MapGroup("/forgotten-group").MapGet("/route", () => "a secret");
        await app.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Equal((HttpStatusCode.Unauthorized, "key_missing"), await AskAsync("/forgotten"));
        Assert.Equal((HttpStatusCode.Unauthorized, "key_missing"), await AskAsync("/any-key"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Keyed.Admin);
        Assert.Equal((HttpStatusCode.Forbidden, "not_open"), await AskAsync("/forgotten"));
        Assert.Equal((HttpStatusCode.Forbidden, "not_open"), await AskAsync("/any-key"));
        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), await AskAsync("/misspelt"));
        Assert.Equal((HttpStatusCode.Forbidden, "not_open"), await AskAsync("/forgotten-group/route"));
        await app.StopAsync();
        await database.DropAsync();

        async Task<(HttpStatusCode, string)> AskAsync(string path)
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("a secret", text, StringComparison.Ordinal);
            return (response.StatusCode, (string)JsonNode.Parse(text)!["errors"]![0]!["code"]!);
        }
    }

    /// <summary>The framework would make keys for cookies, which there are none of, and keep them in the user's folder.</summary>
    [Fact]
    public async Task Start_leaves_no_keys_for_cookies()
    {
        await using var app = await KpiApp.StartAsync();
        Assert.DoesNotContain(app.Service<IEnumerable<IHostedService>>(), service => service.GetType().FullName!.Contains("DataProtection", StringComparison.Ordinal));
    }
}

using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests.Auth.Policies;

public sealed class FallbackTests
{
    [Theory]
    [InlineData("/forgotten", null, HttpStatusCode.Unauthorized, "key_missing")]
    [InlineData("/forgotten", Keyed.Admin, HttpStatusCode.Forbidden, "not_open")]
    [InlineData("/any-key", null, HttpStatusCode.Unauthorized, "key_missing")]
    [InlineData("/any-key", Keyed.Admin, HttpStatusCode.Forbidden, "not_open")]
    [InlineData("/misspelt", Keyed.Admin, HttpStatusCode.InternalServerError, "internal_error")]
    [InlineData("/forgotten-group/route", Keyed.Admin, HttpStatusCode.Forbidden, "not_open")]
    public async Task Route_that_names_no_scope_is_open_to_nobody(string path, string? key, HttpStatusCode status, string code)
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
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var response = await http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, response.StatusCode);
        Assert.Contains($"\"{code}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", text, StringComparison.Ordinal);
        await app.StopAsync();
        await database.DropAsync();
    }

    /// <summary>The framework would make keys for cookies, which there are none of, and keep them in the user's folder.</summary>
    [Fact]
    public async Task Start_leaves_no_keys_for_cookies()
    {
        await using var app = await KpiApp.StartAsync();
        Assert.DoesNotContain(app.Service<IEnumerable<IHostedService>>(), service => service.GetType().FullName!.Contains("DataProtection", StringComparison.Ordinal));
    }
}

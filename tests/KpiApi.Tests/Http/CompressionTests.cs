using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Http;

/// <summary>Answers come compressed to who asks, mean the same, and show no secret by their length.</summary>
public sealed class CompressionTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string Question = "/v1/kpis?metrics=csat,tickets_created&from=2026-03-01&to=2026-04-01&interval=day&groupBy=channel";
    private const string Site = "https://dashboards.example.com";

    [Theory]
    [InlineData("br", "json")]
    [InlineData("gzip", "json")]
    [InlineData("gzip, br;q=0.5", "csv")]
    [InlineData("br", "ndjson")]
    public async Task Answer_is_compressed_as_asked_and_one_tag_is_good_for_all(string encodings, string format)
    {
        var path = $"{Question}&format={format}";
        var plain = await desk.App.ReadAsync(path);
        using var packed = await GetAsync(desk.App, path, "Accept-Encoding: " + encodings);
        var encoding = encodings.Split(',')[0];
        Assert.Equal([encoding], packed.Content.Headers.ContentEncoding);
        Assert.Equal(WithoutMoment(plain.Text), WithoutMoment(await UnpackAsync(packed)));
        Assert.Equal(plain.Headers.ETag, packed.Headers.ETag);
        Assert.True(packed.Headers.ETag!.IsWeak);
        Assert.Equal(["Accept", "Accept-Encoding"], packed.Headers.Vary);
        foreach (var accepted in (string[])["br", "gzip", "identity"])
        {
            using var known = await GetAsync(desk.App, path, "Accept-Encoding: " + accepted, $"If-None-Match: {packed.Headers.ETag}");
            Assert.Equal((304, 0, 0), ((int)known.StatusCode, (await known.Content.ReadAsByteArrayAsync()).Length, known.Content.Headers.ContentEncoding.Count));
            Assert.Equal(["Accept", "Accept-Encoding"], known.Headers.Vary);
        }
    }

    [Theory]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    public async Task What_is_compressed_in_itself_is_left_alone(string format)
    {
        using var answer = await GetAsync(desk.App, $"{Question}&format={format}", "Accept-Encoding: br, gzip");
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Answer_kept_from_before_is_compressed_too()
    {
        var path = Question + "&channel=email";
        var plain = await desk.App.ReadAsync(path);
        using var packed = await GetAsync(desk.App, path, "Accept-Encoding: gzip");
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.Equal(WithoutMoment(plain.Text), WithoutMoment(await UnpackAsync(packed)));
    }

    [Fact]
    public async Task Answer_with_a_key_is_not_compressed()
    {
        await using var app = await Keyed.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/keys")
        {
            Content = new StringContent($$"""{"name":"{{new string('a', 100)}}","scopes":["read"]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Keyed.Admin);
        request.Headers.AcceptEncoding.ParseAdd("br, gzip");
        using var answer = await app.Http.SendAsync(request);
        Assert.Equal((201, 0), ((int)answer.StatusCode, answer.Content.Headers.ContentEncoding.Count));
        using var list = await GetAsync(app, "/v1/keys", "Accept-Encoding: br, gzip", "Authorization: Bearer " + Keyed.Admin);
        Assert.Equal((200, 0), ((int)list.StatusCode, list.Content.Headers.ContentEncoding.Count));
    }

    [Theory]
    [InlineData("cross-site", "https://evil.example.com", 0)]
    [InlineData("same-site", "https://evil.example.com", 0)]
    [InlineData("cross-site", null, 0)]
    [InlineData("cross-site", Site, 1)]
    [InlineData("same-origin", null, 1)]
    public async Task Page_of_another_site_learns_nothing_by_the_length(string site, string? origin, int encodings)
    {
        await using var app = await Keyed.StartAsync("Cors:Origins=" + Site);
        string[] headers = ["Accept-Encoding: br", "Authorization: Bearer " + Keyed.Admin, "Sec-Fetch-Site: " + site, .. origin is null ? (string[])[] : ["Origin: " + origin]];
        using var answer = await GetAsync(app, "/v1/metrics", headers);
        Assert.Equal((200, encodings), ((int)answer.StatusCode, answer.Content.Headers.ContentEncoding.Count));
    }

    private static async Task<HttpResponseMessage> GetAsync(KpiApp app, string path, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        return await app.Http.SendAsync(request);
    }

    private static async Task<string> UnpackAsync(HttpResponseMessage answer)
    {
        var bytes = new MemoryStream(await answer.Content.ReadAsByteArrayAsync());
        await using Stream unpacked = answer.Content.Headers.ContentEncoding.Single() == "br" ? new BrotliStream(bytes, CompressionMode.Decompress) : new GZipStream(bytes, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static string WithoutMoment(string text) => text.Split(",\"asOf\"")[0];
}

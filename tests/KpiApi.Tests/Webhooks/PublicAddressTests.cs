using System.Net;
using KpiApi.Tests.Auth;
using KpiApi.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KpiApi.Tests.Webhooks;

/// <summary>Nothing is sent into the network that the service is in, whatever its addresses are wrapped in and whatever a name says.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2001::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:c0a8:101::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Address_of_the_inside_is_not_public(string address) => Assert.False(PublicAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("192.169.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::101:101")]
    [InlineData("2002:101:101::1")]
    [InlineData("2606:4700:4700::1111")]
    public void Address_of_the_internet_is_public(string address) => Assert.True(PublicAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://example.com/", "The host example.com has a private address, to which Webhooks:AllowPrivate lets nothing be sent.")]
    [InlineData("http://nowhere.example/", "The host nowhere.example has no address.")]
    public async Task Name_of_a_private_address_is_refused_when_the_connection_is_made(string url, string error)
    {
        await using var app = await StartAsync((host, _) => Task.FromResult<IPAddress[]>(host == "example.com" ? [IPAddress.Loopback, IPAddress.Parse("fd00::1")] : []));
        await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"{{url}}"}""");
        var tested = (await app.CallAsync("POST", "/v1/webhooks/ops/test", Keyed.Admin)).Json;
        Assert.Equal($"false  {error}", $"{tested["delivered"]} {tested["status"]} {tested["error"]}");
    }

    [Fact]
    public async Task Name_whose_address_changes_is_judged_anew_at_each_connection()
    {
        await using var desk = await WebhookDesk.StartAsync(builder => builder.Configuration["Webhooks:AllowPrivate"] = "false");
        var looks = 0;
        await using var app = await StartAsync((_, _) => Task.FromResult<IPAddress[]>(looks++ == 0 ? [IPAddress.Parse("192.0.2.1")] : [IPAddress.Loopback]));
        await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"http://rebound.example:{{desk.Receiver.Port}}/ops"}""");
        for (var tries = 1; tries <= 3; tries++)
        {
            Assert.Equal("false", $"{(await app.CallAsync("POST", "/v1/webhooks/ops/test", Keyed.Admin)).Json["delivered"]}");
            Assert.Equal(tries, looks);
        }

        Assert.Empty(desk.Receiver.LogEntries);
    }

    private static Task<KpiApp> StartAsync(HostResolver resolve) => Keyed.StartAsync((WebApplicationBuilder builder) =>
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) => services.AddSingleton(resolve)));
}

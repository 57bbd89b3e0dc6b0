using KpiApi.Tests.Auth;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using KpiApi.Tests.Storage;

namespace KpiApi.Tests;

/// <summary>One service for those tests of a class that only read. A test that writes starts its own.</summary>
public abstract class SharedApp : IAsyncLifetime
{
    private long _version;

    internal KpiApp App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await StartAsync();
        _version = App.VisibleVersion;
    }

    /// <summary>Fails when a test has written after all.</summary>
    public async Task DisposeAsync()
    {
        var version = App.VisibleVersion;
        await App.DisposeAsync();
        Assert.Equal(_version, version);
    }

    private protected abstract Task<KpiApp> StartAsync();
}

/// <summary>Nothing is stored, and it is noon of a day in March: <see cref="Reading.Noon"/>.</summary>
public sealed class EmptyDesk : SharedApp
{
    private protected override Task<KpiApp> StartAsync() => Reading.StartAsync();
}

/// <summary>Nothing is stored, and the clock is the machine's.</summary>
public sealed class PlainApp : SharedApp
{
    private protected override Task<KpiApp> StartAsync() => KpiApp.StartAsync();
}

/// <summary>For tests that write, each under ids of its own, and ask for nothing but these.</summary>
public sealed class WrittenApp : IAsyncLifetime
{
    internal KpiApp App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await KpiApp.StartAsync();

    public async Task DisposeAsync() => await App.DisposeAsync();
}

/// <summary>The four tickets and three surveys of <see cref="Reading"/>.</summary>
public sealed class SmallDesk : SharedApp
{
    private protected override Task<KpiApp> StartAsync() => Reading.StartDeskAsync();
}

/// <summary>A little of everything: <see cref="ParityData"/>.</summary>
public sealed class ParityDesk : SharedApp
{
    private protected override Task<KpiApp> StartAsync() => ParityData.StartAsync();
}

/// <summary>Something for every metric, business hours and promises included: <see cref="KeptDesk"/>.</summary>
public sealed class OfficeDesk : SharedApp
{
    private protected override async Task<KpiApp> StartAsync()
    {
        var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        await app.PutAsync("/v1/targets/csat", """{"metric":"csat","value":80,"warnAt":75}""");
        return app;
    }
}

/// <summary>Asks for keys, and knows <see cref="Keyed.Admin"/>.</summary>
public sealed class KeyedApp : SharedApp
{
    private protected override Task<KpiApp> StartAsync() => Keyed.StartAsync();
}

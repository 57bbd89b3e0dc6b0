using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KpiApi.Storage.Tests;

/// <summary>The store as the service runs it, without the service: its database, its writer and its feed.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _isOwner;

    private StoreHost(IHost host, TestDatabase database, bool isOwner) => (_host, Database, _isOwner) = (host, database, isOwner);

    public TestDatabase Database { get; }

    public FactWriter Facts => Service<FactWriter>();

    /// <param name="isOwner">False for one of several on the same database.</param>
    public static async Task<StoreHost> StartAsync(TestDatabase database, bool isOwner = true, Action<IServiceCollection>? adjust = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        adjust?.Invoke(builder.Services);
        builder.Services.AddMetrics().AddLogging()
            .Configure<StoreOptions>(options => (options.Provider, options.ConnectionString) = (database.Provider, database.ConnectionString))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<StoreTelemetry>()
            .AddSingleton<ISettings, NoSettings>()
            .AddSingleton(new FactWriter())
            .AddSingleton(DerivationRules.Default)
            .AddStore();
        var store = new StoreHost(builder.Build(), database, isOwner);
        await store._host.StartAsync();
        database.Join();
        return store;
    }

    public Task<StoreHost> StartAnotherAsync() => StartAsync(Database, isOwner: false);

    public T Service<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public KpiDbContext OpenDatabase() => Service<IDbContextFactory<KpiDbContext>>().CreateDbContext();

    public Task<WriteResult> WriteAsync(PendingWrite write) => Service<GroupWriter>().WriteAsync(write, CancellationToken.None);

    public Task<WriteResult> WriteAsync<T>(StoreTable<T> table, params IReadOnlyList<T> rows) => WriteAsync(new UpsertWrite<T>(table, rows));

    public Task<WriteResult> DeleteAsync<T>(StoreTable<T> table, string id) => WriteAsync(new DeleteWrite<T>(table, id));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Database.Leave();
        if (Database.Folder is not null) SqliteConnection.ClearAllPools();
        if (_isOwner) await Database.DropAsync();
    }

    /// <summary>The store keeps settings without reading them; nothing here does either.</summary>
    private sealed class NoSettings : ISettings
    {
        public IReadOnlyCollection<string> Addresses => [];

        public void Replace(IReadOnlyDictionary<string, string> bodies)
        {
        }

        public bool AffectFacts(IReadOnlyCollection<string> addresses) => false;

        public DerivationRules ApplyTo(DerivationRules rules) => rules;

        public IEnumerable<string> Problems(IReadOnlyDictionary<string, string> bodies) => [];
    }
}

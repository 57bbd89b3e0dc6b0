using KpiApi.Engine.Columns;
using KpiApi.Hosting;
using KpiApi.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

internal static class StoreComposition
{
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateDataAnnotations()
            .Validate(options => TryRead(options.ConnectionString) is not null, "Store:ConnectionString cannot be read; it is like 'Data Source=data/kpi.db'.")
            .ValidateOnStart();
        services.AddDbContextFactory<KpiDbContext>((provider, options) =>
            Configure(options, provider.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString));
        return services
            .AddSingleton(provider => new FactWriter(provider.GetRequiredService<IOptions<KpiOptions>>().Value.Ways))
            .AddSingleton<TimelineReader>()
            .AddSingleton<ChangesReader>()
            .AddSingleton<SnapshotMarks>()
            .AddSingleton<SnapshotFile>()
            .AddSingleton<FactFeed>()
            .AddSingleton<StoreReadiness>()
            .AddSingleton<GroupWriter>()
            .AddSingleton<CurrentSettings>()
            .AddHostedService<StoreMigration>()
            .AddHostedService<SettingsLoading>()
            // Stopped in the opposite order: what was accepted is written before the columns are.
            .AddHostedService<SnapshotWriting>()
            .AddHostedService(provider => provider.GetRequiredService<GroupWriter>());
    }

    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
        .AddInterceptors(new SqlitePragmas());

    public static SqliteConnectionStringBuilder? TryRead(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

using KpiApi.Engine.Columns;
using KpiApi.Hosting;
using KpiApi.Hosting.Sections;
using KpiApi.Settings;
using KpiApi.Storage.Checking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

internal static class StoreComposition
{
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddSection<StoreOptions>(StoreOptions.Section);
        services.AddSection<WriterOptions>(WriterOptions.Section);
        services.AddSingleton<IValidateOptions<StoreOptions>, ConnectionStringCheck>();
        services.TryAddSingleton(Provider);
        return services
            .AddSingleton<IDbContextFactory<KpiDbContext>, StoreContexts>()
            .AddSingleton(provider => new FactWriter(provider.GetRequiredService<IOptions<KpiOptions>>().Value.Ways))
            .AddSingleton<TimelineReader>()
            .AddSingleton<SnapshotMarks>()
            .AddSingleton<SnapshotFile>()
            .AddSingleton<LongTimelines>()
            .AddSingleton<FeedStatus>()
            .AddSingleton<FactFeed>()
            .AddSingleton<StoreReadiness>()
            .AddSingleton<StoreDamage>()
            .AddSingleton<StoreFreshness>()
            .AddSingleton<StoreRetries>()
            .AddSingleton<GroupWriter>()
            .AddSingleton<CurrentSettings>()
            .AddSingleton<StoreMigration>()
            .AddHostedService(provider => provider.GetRequiredService<StoreMigration>())
            // Stopped in the opposite order: what was accepted is written before the columns are.
            .AddHostedService<SnapshotWriting>()
            .AddHostedService(provider => provider.GetRequiredService<GroupWriter>());
    }

    private static StoreProvider Provider(IServiceProvider services) =>
        StoreProviders.Create(services.GetRequiredService<IOptions<StoreOptions>>().Value, options => options.UseApplicationServiceProvider(services));

    private sealed class ConnectionStringCheck : IValidateOptions<StoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, StoreOptions options) =>
            StoreProviders.Names.Contains(options.Provider) && StoreProviders.Problem(options) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}

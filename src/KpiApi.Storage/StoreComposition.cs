using KpiApi.Storage.Checking;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Migrations;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

internal static class StoreComposition
{
    /// <summary>
    /// Of its host it takes the options Store and Writer, the <see cref="ISettings"/>, the columns (<c>FactWriter</c>) and, as a
    /// <c>DerivationRules</c>, those rules that are no setting.
    /// </summary>
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<StoreOptions>, ConnectionStringCheck>();
        services.TryAddSingleton(Provider);
        return services
            .AddSingleton<IDbContextFactory<KpiDbContext>, StoreContexts>()
            .AddSingleton<StoreQueries>()
            .AddSingleton<ColumnsFileMarks>()
            .AddSingleton<ColumnsFileCache>()
            .AddSingleton<LongTimelineCache>()
            .AddSingleton<LongTimelines>()
            .AddSingleton<FeedStatus>()
            .AddSingleton<FactFeed>()
            .AddSingleton<StoreReadiness>()
            .AddSingleton<StoreDamage>()
            .AddSingleton<StoreFreshness>()
            .AddSingleton<StoreRetries>()
            .AddSingleton<GroupWriter>()
            .AddSingleton<OutboxSignal>()
            .AddSingleton<AlertOutbox>()
            .AddSingleton<LeaseStore>()
            .AddSingleton<LeaseRunner>()
            .AddSingleton<StoreMigration>()
            .AddHostedService(provider => provider.GetRequiredService<StoreMigration>())
            // Stopped in the opposite order: what was accepted is written before the columns are.
            .AddHostedService<ColumnsFileSchedule>()
            .AddHostedService(provider => provider.GetRequiredService<GroupWriter>());
    }

    private static DatabaseDialect Provider(IServiceProvider services) =>
        DatabaseDialects.Create(services.GetRequiredService<IOptions<StoreOptions>>().Value, options => options.UseApplicationServiceProvider(services));

    private sealed class ConnectionStringCheck : IValidateOptions<StoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, StoreOptions options) =>
            DatabaseDialects.Names.Contains(options.Provider) && DatabaseDialects.Problem(options) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

/// <summary>Brings the database to this version's tables before anything else starts; the first start makes it, and its folder.</summary>
internal sealed partial class StoreMigration(
    IDbContextFactory<KpiDbContext> contexts, IOptions<StoreOptions> options, ILogger<StoreMigration> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(StoreComposition.TryRead(options.Value.ConnectionString)!.DataSource);
        if (Path.GetDirectoryName(file) is { } folder) Directory.CreateDirectory(folder);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        Log.Opened(logger, file);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The store is {File}")]
        public static partial void Opened(ILogger logger, string file);
    }
}

using KpiApi.Storage.Checking;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;

namespace KpiApi.Operations;

/// <summary><c>--check</c>: tells whether the store is damaged, and where; 0 when it is not. The service may run meanwhile.</summary>
internal static class CheckRun
{
    /// <param name="build">Makes the service of the rest of them.</param>
    public static async Task<int> RunAsync(string[] args, Func<string[], Action<WebApplicationBuilder>, WebApplication> build)
    {
        await using var app = build([.. args.Where(arg => arg != StoreCheck.Argument)], builder => builder.Logging.ClearProviders());
        return await RunAsync(app.Services.GetRequiredService<DatabaseDialect>(), app.Services.GetRequiredService<ISettings>(), app.Services.GetRequiredService<ColumnsFileCache>(), Console.Out);
    }

    public static async Task<int> RunAsync(DatabaseDialect provider, ISettings settings, ColumnsFileCache columns, TextWriter output)
    {
        if (provider.Missing() is { } missing)
        {
            await output.WriteLineAsync(missing);
            return 1;
        }

        await output.WriteLineAsync($"Looking through {provider.Place}.");
        var (check, count) = (new StoreCheck(provider, settings, columns), 0);
        try
        {
            foreach (var problem in check.Problems())
            {
                count++;
                await output.WriteLineAsync(problem);
            }
        }
        catch (Exception away) when (FailureCause.Of(away) is not null)
        {
            await output.WriteLineAsync($"It could not be looked through to its end: {FailureCause.Reason(away)}.");
            return 1;
        }

        await output.WriteLineAsync($"Read: {string.Join(", ", check.Read)}.");
        await output.WriteLineAsync(count == 0 ? "No damage was found." : StoreDamage.Sentence);
        return count == 0 ? 0 : 1;
    }
}

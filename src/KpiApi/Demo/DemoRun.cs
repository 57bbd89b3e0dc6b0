using KpiApi.Kpis;
using KpiApi.Operations;
using KpiApi.Storage.Writing;

namespace KpiApi.Demo;

/// <summary><c>--demo</c>: the service over a generated history, with its headline on the console.</summary>
internal static class DemoRun
{
    public const string Argument = "--demo";

    /// <param name="build">Makes the service of the rest of them.</param>
    public static async Task<int> RunAsync(string[] args, Func<string[], Action<WebApplicationBuilder>, WebApplication> build)
    {
        using var store = DemoStore.TryCreate();
        if (store is null)
        {
            await Console.Error.WriteLineAsync("A demo is already running in this folder.");
            return 1;
        }

        await using var app = build([.. args.Where(a => a != Argument)], Adjust);
        await app.StartAsync();
        await WriteHeadlinesAsync(app, Console.Out);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static void Adjust(WebApplicationBuilder builder) => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Store:Provider"] = "Sqlite",
        ["Store:ConnectionString"] = DemoStore.ConnectionString,
        // The console belongs to the table.
        ["Logging:LogLevel:Default"] = nameof(LogLevel.Warning),
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = nameof(LogLevel.Warning),
    });

    private static async Task WriteHeadlinesAsync(WebApplication app, TextWriter output)
    {
        var services = app.Services;
        var clock = services.GetRequiredService<TimeProvider>();
        var started = clock.GetTimestamp();
        var progress = new ProgressLine(output, Console.IsOutputRedirected, $"Loading {DemoHistory.Days} days of generated history");
        try
        {
            var loaded = await DemoLoader.LoadAsync(services.GetRequiredService<GroupWriter>(), clock.GetUtcNow().ToUnixTimeMilliseconds(), progress.Show, app.Lifetime.ApplicationStopping);
            progress.Finish(FormattableString.Invariant(
                $"{loaded.Tickets:N0} tickets, {loaded.Events:N0} events and {loaded.Surveys:N0} surveys in {clock.GetElapsedTime(started).TotalSeconds:0.0} s"));
            await output.WriteAsync(DemoHeadline.Text(services.GetRequiredService<KpiRunner>()));
            await output.WriteAsync(DemoAddresses.Text(app.Urls.First()));
        }
        catch (OperationCanceledException)
        {
            // Stopped while loading: the next start makes the history anew.
        }
    }
}

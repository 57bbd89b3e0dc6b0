using KpiApi.Alerts;
using KpiApi.Auth;
using KpiApi.Auth.Keys;
using KpiApi.Auth.Schemes;
using KpiApi.Changes;
using KpiApi.Configuration;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Execution;
using KpiApi.GraphQL;
using KpiApi.Hooks;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
using KpiApi.Kpis;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Caching;
using KpiApi.Kpis.Endpoints;
using KpiApi.Kpis.Memory;
using KpiApi.OpenApi;
using KpiApi.Operations;
using KpiApi.Page;
using KpiApi.Reports;
using KpiApi.Settings;
using KpiApi.Storage;
using KpiApi.Storage.Checking;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Migrations;
using KpiApi.Storage.Writing;
using KpiApi.Webhooks;
using Microsoft.Extensions.Options;

namespace KpiApi;

/// <summary>Puts the service together, for the program, the tests and the benchmarks alike.</summary>
internal static class KpiApiHost
{
    /// <summary>Else each write into a file below the folder where it was started, as the store's is, would be told to a watch of the settings.</summary>
    private const string ReadSettingsOnce = "--hostBuilder:reloadConfigOnChange=false";

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var keys = Arguments.KeysOf(args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args, ReadSettingsOnce], WebRootPath = DashboardPage.WebRoot });
        builder.UsePage();
        adjust?.Invoke(builder);
        builder.CheckUrls();
        builder.UseDefaultUrl();
        builder.UseQuietLogs();
        AddServices(builder.Services, builder.Configuration);
        builder.CheckOptions();
        Arguments.Check(keys, builder.OptionSections());
        var app = builder.Build();
        app.CheckOptions();
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<StartPhase>().IsOver = true);
        var feed = app.Services.GetRequiredService<FactFeed>();
        feed.Erased += app.Services.GetRequiredService<AnswerCache>().Clear;
        feed.Erased += app.Services.GetRequiredService<DocumentCache>().Clear;
        UseMiddleware(app);
        MapEndpoints(app);
        return app;
    }

    /// <summary>Until it is told to stop; 0 unless it had to give up. A store that cannot be opened is told before anything else starts.</summary>
    public static async Task<int> RunAsync(WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<StoreReadiness>();
        app.Services.GetRequiredService<ColumnsFileCache>().BeginReading(progress => readiness.Progress = progress);
        var damage = app.Services.GetRequiredService<StoreDamage>();
        try
        {
            await app.Services.GetRequiredService<StoreMigration>().StartAsync(CancellationToken.None);
            await using (app)
            {
                if (await StartAsync(app))
                {
                    // Beside the loading of facts, so that the first who asks by GraphQL does not wait for it.
                    _ = Task.Run(() => app.Services.GetRequiredService<KpiSchema>().Initialize());
                    await app.WaitForShutdownAsync();
                }
            }
        }
        catch (Exception failure) when (failure is not StoreNotOpenedException && damage.IsSeenIn(failure))
        {
            throw new StoreNotOpenedException(damage.Verdict, failure);
        }

        if (readiness.HasFailed && damage.IsSeen) throw new StoreNotOpenedException(damage.Verdict);
        return readiness.HasFailed ? 1 : 0;
    }

    /// <summary>False when it was told to stop meanwhile. What had started is stopped before what it works with is gone.</summary>
    private static async Task<bool> StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await app.StopAsync();
            return false;
        }
        catch
        {
            await app.StopAsync();
            throw;
        }
    }

    /// <summary>Why the service does not start, where that is no fault of its own; null for faults.</summary>
    public static IEnumerable<string>? ReasonsNotToStart(Exception failure) => failure switch
    {
        OptionsValidationException wrong => wrong.Failures,
        StoreNotOpenedException closed => [closed.Message],
        _ => StartFailures.Reason(failure) is { } reason ? [reason] : null,
    };

    private static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddTelemetry(configuration);
        services.AddSection<KpiOptions>(KpiOptions.Section);
        services.AddSection<ProxyOptions>(ProxyOptions.Section);
        services.AddKpiJson();
        services.AddProblems();
        services.AddSingleton<WriteLedger>();
        services.AddSingleton<ProblemLog>();
        services.AddSingleton<ProblemObserver>(provider => provider.GetRequiredService<ProblemLog>().Add);
        services.AddAnswerHeaders();
        services.AddAnswerCompression();
        services.AddLimits();
        services.AddKpiOpenApi();
        services.AddRequestDecompression();
        AddStore(services);
        services.AddAuth();
        services.AddKpiGraphQL();
        services.AddReports();
        services.AddHooks();
        services.AddAlerts();
        services.AddWebhooks();
        services.AddShutdown();
        services.AddSingleton<QueryAdmission>();
        services.AddSingleton<VersionWaits>();
        services.AddSingleton<StreamMessages>();
        services.AddSingleton<VersionStream>();
        services.AddSingleton<KpiRunner>();
        services.AddSingleton<DimensionMenu>();
        services.AddSingleton<RecordLists>();
        services.AddSingleton<TicketLists>();
        services.AddSingleton<AnswerCache>();
        services.AddMemoryBudget();
    }

    private static void AddStore(IServiceCollection services)
    {
        services.AddSection<StoreOptions>(StoreOptions.Section);
        services.AddSection<WriterOptions>(WriterOptions.Section);
        services.AddSingleton<DeclaredAttributes>();
        services.AddSingleton(provider => new DayZones(TimeZones.Find(Options(provider).TimeZone)!));
        services.AddSingleton<CurrentSettings>();
        services.AddSingleton<ISettings>(provider => provider.GetRequiredService<CurrentSettings>());
        services.AddSingleton(provider => new FactWriter(Options(provider).FastWays));
        services.AddSingleton(provider => new QueryExecutor(new Optimizations(Options(provider).FastWays)));
        services.AddSingleton(provider => new DerivationRules { FcrWindowMs = Options(provider).FcrWindowDays * 86_400_000L });
        services.AddStore();

        static KpiOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<KpiOptions>>().Value;
    }

    private static void UseMiddleware(WebApplication app)
    {
        app.UsePathPrefix();
        app.UseHeadAsGet();
        app.UseResponseCompression();
        app.UseAnswerHeaders();
        app.UseProblems();
        // Who asks; how much they ask; whether they may.
        app.Use(KeysInUrls.RefuseAsync);
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseAuthorization();
        app.UseUnpacking();
        app.UseKpiOpenApi();
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapHealth();
        app.MapTelemetry();
        app.MapStatus();
        app.MapKeys();
        app.MapIngest();
        app.MapSettings();
        app.MapKpis();
        app.MapChanges();
        app.MapStream();
        app.MapPage();
        app.MapReports();
        app.MapHooks();
        app.MapAlerts();
        app.MapWebhooks();
        app.MapKpiGraphQL();
    }
}

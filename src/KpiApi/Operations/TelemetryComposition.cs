using KpiApi.Auth;
using KpiApi.Http;
using KpiApi.Kpis;
using KpiApi.Storage.Writing;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KpiApi.Operations;

/// <summary>
/// OpenTelemetry, configured by its own variables (OTEL_*). Unlike its SDK, this measures nothing
/// while nobody has said where to send it.
/// </summary>
internal static class TelemetryComposition
{
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    private static readonly string[] s_collectors =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <exception cref="OptionsValidationException">A variable is wrong, which the SDK would pass over without a word.</exception>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        string[] wrong = [.. Mistakes(configuration)];
        if (wrong.Length > 0) throw new OptionsValidationException(Options.DefaultName, typeof(string), wrong);
        services.AddSingleton<KpiTelemetry>();
        services.AddSingleton<StoreTelemetry>();
        services.AddSingleton<LastError>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LastError>());
        var (isSent, hasPage) = (IsSent(configuration), HasPage(configuration));
        if (isSent || hasPage) services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(Measure);
        if (hasPage) services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter());
        if (isSent) services.AddOpenTelemetry().WithTracing(Trace).UseOtlpExporter();
    }

    /// <summary>What Prometheus scrapes, with a key of the scope read.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        if (HasPage(app.Configuration)) app.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(ScopeNames.Read).DisableHttpMetrics();
    }

    private static IEnumerable<string> Mistakes(IConfiguration configuration)
    {
        foreach (var name in s_collectors)
        {
            if (configuration[name] is { Length: > 0 } text && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                yield return $"{name} has to be an address like http://localhost:4317.";
        }

        if (configuration[Protocol] is { Length: > 0 } and not ("grpc" or "http/protobuf")) yield return $"{Protocol} has to be grpc or http/protobuf.";
    }

    private static void Measure(MeterProviderBuilder metrics) => metrics
        .AddMeter(StoreTelemetry.Name, "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Authorization")
        .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddSqlClientInstrumentation().AddRuntimeInstrumentation();

    private static void Trace(TracerProviderBuilder traces) => traces
        .AddSource(StoreTelemetry.Name)
        .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddSqlClientInstrumentation()
        .AddProcessor<NamelessSpans>();

    /// <summary>OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, so they win.</summary>
    private static void Describe(ResourceBuilder resource) => resource.AddService(Product.Name, serviceVersion: Product.Version).AddEnvironmentVariableDetector();

    private static bool IsSent(IConfiguration configuration) => !IsOff(configuration) && Array.Exists(s_collectors, name => !string.IsNullOrEmpty(configuration[name]));

    private static bool HasPage(IConfiguration configuration) =>
        !IsOff(configuration) && (configuration["OTEL_METRICS_EXPORTER"] ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("prometheus");

    private static bool IsOff(IConfiguration configuration) => "true".Equals(configuration["OTEL_SDK_DISABLED"], StringComparison.OrdinalIgnoreCase);
}

using System.Diagnostics;
using KpiApi.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KpiApi.Telemetry;

/// <summary>Sends metrics and traces by OTLP while the service runs, if somebody said where to. What has not been sent is sent when it stops.</summary>
internal sealed class TelemetryExport(IOptions<TelemetryOptions> options, IConfiguration configuration) : IHostedService, IDisposable
{
    /// <summary>The standard's; the exporter reads it, and its kin, itself.</summary>
    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Value.OtlpEndpoint) && string.IsNullOrEmpty(configuration[StandardEndpoint])) return Task.CompletedTask;
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe)
            .AddMeter(KpiTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                Aim(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.Value.IntervalSeconds * 1000;
            })
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe)
            .AddSource(KpiTelemetry.Name, "Microsoft.AspNetCore")
            .AddProcessor<WithoutAddresses>()
            .AddOtlpExporter(exporter => Aim(exporter, "v1/traces"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(Dispose, cancellationToken);

    public void Dispose()
    {
        Interlocked.Exchange(ref _metrics, null)?.Dispose();
        Interlocked.Exchange(ref _traces, null)?.Dispose();
    }

    /// <summary>OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, so they win.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource.AddService(Product.Name, serviceVersion: Product.Version).AddEnvironmentVariableDetector();

    private void Aim(OtlpExporterOptions exporter, string signal)
    {
        if (string.IsNullOrEmpty(options.Value.OtlpEndpoint)) return;
        var isGrpc = options.Value.OtlpProtocol == "grpc";
        exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(isGrpc ? options.Value.OtlpEndpoint : $"{options.Value.OtlpEndpoint.TrimEnd('/')}/{signal}");
    }

    /// <summary>A path or a query can name an agent; the route says as much of a request.</summary>
    private sealed class WithoutAddresses : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("url.path", null);
            data.SetTag("url.query", null);
        }
    }
}

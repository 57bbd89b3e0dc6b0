using System.ComponentModel.DataAnnotations;

namespace KpiApi.Telemetry;

/// <summary>Section Telemetry.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    public const string Section = "Telemetry";

    /// <summary>The collector that metrics and traces are sent to by OTLP, like http://localhost:4318; without one, and without OTEL_EXPORTER_OTLP_ENDPOINT, nothing is sent.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How the collector named here is spoken to: http/protobuf or grpc.</summary>
    [AllowedValues("http/protobuf", "grpc", ErrorMessage = "Telemetry:OtlpProtocol has to be http/protobuf or grpc.")]
    public string OtlpProtocol { get; set; } = "http/protobuf";

    /// <summary>How often metrics are sent.</summary>
    [Range(1, 3600, ErrorMessage = "Telemetry:IntervalSeconds has to be a whole number of seconds from 1 to 3600.")]
    public int IntervalSeconds { get; set; } = 60;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(OtlpEndpoint) && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return new("Telemetry:OtlpEndpoint has to be an address like http://localhost:4318.");
    }
}

using KpiApi.Engine.Derivation;
using KpiApi.Engine.Metrics;
using NodaTime;

namespace KpiApi.Engine.Queries;

/// <summary>What a query does not say.</summary>
/// <param name="Zone">Of the service, else UTC.</param>
/// <param name="Now">The moment of asking.</param>
public sealed record QueryDefaults(DateTimeZone Zone, Instant Now)
{
    /// <summary>False makes business hours an error: nobody has said what they are.</summary>
    public bool HasCalendar { get; init; }

    /// <summary>True while facts are derived by the first calendar: business hours will be known soon.</summary>
    public bool IsDerivingCalendar { get; init; }

    public IReadOnlyList<Target> Targets { get; init; } = Target.Defaults;

    /// <summary>Groups times buckets times metrics that a query may count.</summary>
    public long MaxValues { get; init; } = long.MaxValue;

    public long FcrWindowMs { get; init; } = DerivationRules.Default.FcrWindowMs;
}

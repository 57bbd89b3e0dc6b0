using NodaTime;

namespace KpiApi.Engine.Queries;

/// <summary>What a query does not say.</summary>
/// <param name="Zone">Of the service, else UTC.</param>
/// <param name="Now">The moment of asking.</param>
public sealed record QueryDefaults(DateTimeZone Zone, Instant Now);

using System.Security.Claims;
using KpiApi.Engine.Columns;
using NodaTime;

namespace KpiApi.Kpis;

/// <summary>Who asks for a list, and of what.</summary>
/// <param name="Snapshot">Whose facts are listed.</param>
/// <param name="At">The moment of asking; null for now.</param>
/// <param name="Gone">Told when nobody waits for the answer any more.</param>
internal sealed record ListCall(ClaimsPrincipal Caller, FactSnapshot Snapshot, Instant? At, CancellationToken Gone);

using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Drivers;

/// <summary>The answer: what changed, and by each dimension which values made it change.</summary>
/// <param name="Change">Null when either value is; then there are no drivers.</param>
/// <param name="Drivers">Those that explain most first.</param>
public sealed record DriversResult(
    DriversQuery Query, decimal? Value, decimal? Previous, decimal? Change, IReadOnlyList<Driver> Drivers, IReadOnlyList<KpiWarning> Warnings, long Version);

/// <param name="Explained">The absolute contributions of all its values together, what they share aside.</param>
/// <param name="Values">By absolute contribution; then <c>(other)</c> and <c>(overlap)</c>, where they are.</param>
public sealed record Driver(Dimension Dimension, decimal Explained, IReadOnlyList<DriverValue> Values);

/// <param name="Value">Null is "no value".</param>
/// <param name="Contribution">To the change, in the metric's unit. Each is rounded by itself, and they add up before that.</param>
/// <param name="Mix">What a larger or smaller weight made of it; null where the metric has no weights.</param>
/// <param name="Performance">What a better or worse number made of it.</param>
public sealed record DriverValue(string? Value, decimal Contribution, decimal? Mix, decimal? Performance, DriverSide Current, DriverSide Previous)
{
    /// <summary>The values behind the limit, together.</summary>
    public const string Other = ResultBuilder.OtherName;

    /// <summary>What belongs to several values and counts once in the total: a ticket that two agents worked on, or that has two tags.</summary>
    public const string Overlap = "(overlap)";
}

/// <summary>A value in one of the two periods.</summary>
/// <param name="Value">Rounded; null without data.</param>
public readonly record struct DriverSide(decimal? Value, long Count);

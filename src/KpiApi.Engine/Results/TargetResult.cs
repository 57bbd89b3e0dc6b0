using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Results;

/// <summary>A target and where a value stands to it.</summary>
/// <param name="Value">To reach.</param>
/// <param name="WarnAt">Not reached, but near.</param>
public readonly record struct TargetResult(decimal Value, decimal? WarnAt, TargetStatus Status)
{
    /// <summary>A target that is exactly reached is met. No value: no status, hence null.</summary>
    internal static TargetResult? Of(Target target, decimal? value)
    {
        if (value is not { } number)
            return null;
        var higher = target.Direction != Direction.LowerIsBetter;
        bool Reaches(decimal bound) => higher ? number >= bound : number <= bound;
        var status = Reaches(target.Value) ? TargetStatus.Met
            : target.WarnAt is { } warnAt && Reaches(warnAt) ? TargetStatus.Warn
            : TargetStatus.Missed;
        return new(target.Value, target.WarnAt, status);
    }
}

public enum TargetStatus { Met, Warn, Missed }

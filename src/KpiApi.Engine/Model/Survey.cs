using System.ComponentModel;

namespace KpiApi.Engine.Model;

/// <summary>
/// A survey that was sent, answered, or both. What is null of agent, channel, reason, team and account comes from its ticket, if it has one.
/// </summary>
public sealed record Survey
{
    public required string Id { get; init; }
    public required SurveyKind Kind { get; init; }
    public string? Ticket { get; init; }
    public long? SentAtMs { get; init; }

    /// <summary>There exactly when <see cref="Score"/> is.</summary>
    public long? RespondedAtMs { get; init; }

    /// <summary>At most four decimals, within the scale.</summary>
    public double? Score { get; init; }
    public double ScaleMin { get; init; }
    public double ScaleMax { get; init; }

    /// <summary>Effort scales only: 1 means "very easy".</summary>
    public bool LowerIsBetter { get; init; }
    public string? Agent { get; init; }
    public string? Channel { get; init; }
    public string? Reason { get; init; }
    public string? Team { get; init; }
    public string? Account { get; init; }
    public string? Comment { get; init; }
}

public enum SurveyKind : byte { Csat, Nps, Ces }

[Description("csat: satisfied is positive; nps: detractor, passive, promoter; ces: easy is positive. "
    + "csat and ces know no neutral answer here, because their definitions count one only in the denominator.")]
public enum SurveyOutcome : byte { Negative, Neutral, Positive }

using System.ComponentModel;

namespace KpiApi.Engine.Model;

/// <summary>
/// A survey that was sent, answered, or both. What is null of agent, channel, reason, team and account comes from its ticket, if it has one.
/// </summary>
public sealed record Survey
{
    public required string Id { get; set; }
    public required SurveyKind Kind { get; set; }
    public string? Ticket { get; set; }
    public long? SentAtMs { get; set; }

    /// <summary>There exactly when <see cref="Score"/> is.</summary>
    public long? RespondedAtMs { get; set; }

    /// <summary>At most four decimals, within the scale.</summary>
    public double? Score { get; set; }
    public double ScaleMin { get; set; }
    public double ScaleMax { get; set; }

    /// <summary>Effort scales only: 1 means "very easy".</summary>
    public bool LowerIsBetter { get; set; }
    public string? Agent { get; set; }
    public string? Channel { get; set; }
    public string? Reason { get; set; }
    public string? Team { get; set; }
    public string? Account { get; set; }
    public string? Comment { get; set; }
}

public enum SurveyKind : byte { Csat, Nps, Ces }

[Description("csat: satisfied is positive; nps: detractor, passive, promoter; ces: easy is positive. "
    + "csat and ces know no neutral answer here, because their definitions count one only in the denominator.")]
public enum SurveyOutcome : byte { Negative, Neutral, Positive }

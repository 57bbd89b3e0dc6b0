using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>A survey with everything its metrics need; what it did not state is taken from its ticket.</summary>
/// <param name="Agent">The agent assigned when the answer came (or, without one, when the survey was sent).</param>
/// <param name="RatingUnits">The score as given, in <see cref="SurveyScale.UnitsPerPoint"/>; null while unanswered.</param>
/// <param name="ScoreUnits">The score on the metric's own scale: csat in percent, nps 0–10, ces 1–7; same units.</param>
/// <param name="Scale">Such as "1–5".</param>
public sealed record SurveyFacts(
    string Id, SurveyKind Kind, long? SentAtMs, long? RespondedAtMs,
    string? Agent, string? Team, string? Channel, string? Reason, string? Account,
    SurveyOutcome? Outcome, long? RatingUnits, long? ScoreUnits, string Scale);

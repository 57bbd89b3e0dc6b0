using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

internal static class SurveyDerivation
{
    /// <param name="survey">Validated on arrival: its scale is known and contains its score.</param>
    /// <param name="ticket">Null when the survey belongs to none.</param>
    /// <param name="assignments">Of that ticket.</param>
    public static SurveyFacts Derive(Survey survey, TicketFacts? ticket, Assignments? assignments)
    {
        var read = survey.Score is { } score ? SurveyScale.Read(survey, score) : ((SurveyOutcome Outcome, long ScoreUnits)?)null;
        return new SurveyFacts(
            survey.Id, survey.Kind, survey.SentAtMs, survey.RespondedAtMs,
            survey.Agent ?? assignments?.At(survey.RespondedAtMs ?? survey.SentAtMs ?? 0),
            survey.Team ?? ticket?.Team, survey.Channel ?? ticket?.Channel, survey.Reason ?? ticket?.Reason, survey.Account ?? ticket?.Account,
            read?.Outcome, survey.Score is { } rating ? SurveyScale.Units(rating) : null, read?.ScoreUnits,
            SurveyScale.Name(survey.ScaleMin, survey.ScaleMax));
    }
}

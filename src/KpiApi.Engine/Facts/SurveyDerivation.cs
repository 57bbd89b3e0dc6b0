namespace KpiApi.Engine.Facts;

internal static class SurveyDerivation
{
    /// <param name="survey">Checked on arrival: its scale is known and its score lies on it.</param>
    /// <param name="ticket">Null when the survey belongs to none.</param>
    /// <param name="assignments">Events of that ticket, in order.</param>
    public static SurveyFacts Derive(Survey survey, TicketFacts? ticket, TicketEvent[] assignments)
    {
        var read = survey.Score is { } score ? SurveyScale.Read(survey, score) : ((SurveyOutcome Outcome, long ScoreUnits)?)null;
        return new SurveyFacts(
            survey.Id, survey.Kind, survey.SentAtMs, survey.RespondedAtMs,
            survey.Agent ?? AssignedAt(survey.RespondedAtMs ?? survey.SentAtMs ?? 0, assignments, ticket),
            survey.Team ?? ticket?.Team, survey.Channel ?? ticket?.Channel, survey.Reason ?? ticket?.Reason, survey.Account ?? ticket?.Account,
            read?.Outcome, survey.Score is { } rating ? SurveyScale.Units(rating) : null, read?.ScoreUnits,
            SurveyScale.Name(survey.ScaleMin, survey.ScaleMax));
    }

    /// <summary>
    /// An answer is credited to whoever was assigned when it came, not to who has the ticket now. Before the first assignment event
    /// that is its <c>from</c>; a ticket without such events has had one assignee all along.
    /// </summary>
    private static string? AssignedAt(long atMs, TicketEvent[] assignments, TicketFacts? ticket)
    {
        if (assignments.Length == 0)
            return ticket?.Agent;
        var later = Instants.FirstAfter(atMs, assignments, e => e.AtMs);
        return later == 0 ? assignments[0].From : assignments[later - 1].To;
    }
}

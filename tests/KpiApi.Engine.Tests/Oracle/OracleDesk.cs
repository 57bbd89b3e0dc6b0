using System.Collections.Immutable;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>An answer to a survey, with the fact that it is.</summary>
internal sealed record OracleAnswer(OracleFact Fact, decimal Score, decimal Min, decimal Max, bool LowerIsBetter);

/// <summary>What came in, as the oracle sees it.</summary>
internal sealed class OracleDesk(Desk desk)
{
    private readonly List<OracleHistory> _histories =
        [.. desk.Tickets.Select(t => new OracleHistory(t, desk.Events.Where(e => e.Ticket == t.Id), desk.Bots)).Where(h => h.IsCounted)];

    public IReadOnlyList<OracleHistory> Histories => _histories;

    public IEnumerable<OracleFact> Tickets(Func<OracleHistory, IEnumerable<OracleFact>> facts) => _histories.SelectMany(facts);

    public static OracleFact Fact(OracleHistory h, long at, string? agent) => new("ticket " + h.Ticket.Id, at, ImmutableDictionary<string, string?>.Empty
        .Add("agent", agent).Add("team", h.Team).Add("channel", h.Ticket.Channel).Add("reason", h.Ticket.Reason)
        .Add("priority", h.Priority).Add("account", h.Ticket.Account));

    public static OracleFact Since(OracleHistory h, OracleHistory.Turn turn) => Fact(h, turn.At, turn.By) with { Number = turn.At - h.Ticket.CreatedAtMs };

    public static OracleFact Work(OracleHistory h, TicketEvent e)
    {
        var fact = Fact(h, e.AtMs, e.Agent);
        return fact with { Values = fact.Values.Add("activityType", e.Type) };
    }

    /// <summary>Answers of one kind, or of all.</summary>
    public IEnumerable<OracleAnswer> Answers(string? kind) =>
        from s in desk.Surveys
        where s.RespondedAtMs is not null && (kind is null || kind == Name(s.Kind))
        let history = _histories.Find(h => h.Ticket.Id == s.Ticket)
        where s.Ticket is null || history is not null
        select new OracleAnswer(Answer(s, history), (decimal)s.Score!, (decimal)s.ScaleMin, (decimal)s.ScaleMax, s.LowerIsBetter);

    private static OracleFact Answer(Survey s, OracleHistory? h) => new("survey " + s.Id, s.RespondedAtMs!.Value, ImmutableDictionary<string, string?>.Empty
        .Add("agent", s.Agent ?? h?.AssignedAt(s.RespondedAtMs.Value)).Add("team", s.Team ?? h?.Team).Add("channel", s.Channel ?? h?.Ticket.Channel)
        .Add("reason", s.Reason ?? h?.Ticket.Reason).Add("priority", h?.Priority).Add("account", s.Account ?? h?.Ticket.Account)
        .Add("surveyKind", Name(s.Kind)));

    private static string Name(SurveyKind kind) => kind switch { SurveyKind.Csat => "csat", SurveyKind.Nps => "nps", _ => "ces" };
}

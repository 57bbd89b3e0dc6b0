using static KpiApi.Engine.Tests.Oracle.OracleDesk;

namespace KpiApi.Engine.Tests.Oracle;

internal enum OracleKind { Count, Distinct, Net, Mean, Ratio, Nps, Level }

/// <summary>A row of metrics.md, section 3, in the words of LINQ.</summary>
/// <param name="Per">A mean's numbers are whole multiples of 1 ÷ this.</param>
internal sealed record OracleMetric(string Name, OracleKind Kind, Func<OracleDesk, IEnumerable<OracleFact>> Facts, string Dimensions, decimal Per = 1)
{
    private const string OfTickets = "agent,team,channel,reason,priority,account";
    private const string OfWork = OfTickets + ",activityType";
    private const string OfAnswers = OfTickets + ",surveyKind";

    /// <summary>Divides by the widths of all scales.</summary>
    private const decimal PerPoint = 1260;

    public static readonly IReadOnlyList<OracleMetric> All =
    [
        new("tickets_created", OracleKind.Count, d => d.Tickets(h => [Fact(h, h.Ticket.CreatedAtMs, h.Agent)]), OfTickets),
        new("tickets_resolved", OracleKind.Distinct, d => d.Tickets(h => h.Resolutions.Select(r => Fact(h, r.At, r.By))), OfTickets),
        new("resolutions", OracleKind.Count, d => d.Tickets(h => h.Resolutions.Select(r => Fact(h, r.At, r.By))), OfTickets),
        new("reopens", OracleKind.Count, d => d.Tickets(h => h.Turns
            .Select((t, i) => (Turn: t, By: i == 0 ? null : h.Turns[i - 1].By)).Where(t => !t.Turn.Resolves).Select(t => Fact(h, t.Turn.At, t.By))), OfTickets),
        new("open_tickets", OracleKind.Level, d => d.Tickets(h => [Fact(h, 0, h.Agent) with { IsIn = h.IsOpenJustBefore }]), OfTickets),
        new("unassigned_tickets", OracleKind.Level, d => d.Tickets(h => h.Agent is null ? [Fact(h, 0, null) with { IsIn = h.IsOpenJustBefore }] : []),
            "team,channel,reason,priority,account"),
        new("awaiting_first_response", OracleKind.Level, d => d.Tickets(h =>
            [Fact(h, 0, h.Agent) with { IsIn = at => h.IsOpenJustBefore(at) && !(h.FirstResponse?.At < at) }]), OfTickets),
        new("backlog_change", OracleKind.Net, d => d.Tickets(h => h.Changes().Select(c => Fact(h, c.At, h.Agent) with { Sign = c.Change })), OfTickets),
        new("first_response_time", OracleKind.Mean, d => d.Tickets(h => h.FirstResponse is { } r
            ? [Fact(h, r.At, r.By) with { Number = r.At - h.Ticket.CreatedAtMs }] : []), OfTickets, 1000),
        new("first_resolution_time", OracleKind.Mean, d => d.Tickets(h => h.Resolutions.Take(1).Select(r => Since(h, r))), OfTickets, 1000),
        new("resolution_time", OracleKind.Mean, d => d.Tickets(h => h.Resolutions.TakeLast(1).Select(r => Since(h, r))), OfTickets, 1000),
        new("handle_time", OracleKind.Mean, d => d.Tickets(h => h.HandleMs is { } ms
            ? h.Resolutions.TakeLast(1).Select(r => Fact(h, r.At, r.By) with { Number = ms }) : []), OfTickets, 1000),
        new("activities", OracleKind.Count, d => d.Tickets(h => h.Work.Select(e => Work(h, e))), OfWork),
        new("tickets_handled", OracleKind.Distinct, d => d.Tickets(h => h.Work.Select(e => Work(h, e))), OfWork),
        new("csat", OracleKind.Ratio, d => d.Answers("csat").Select(a => a.Fact with { Sign = IsSatisfied(a) ? 1 : -1 }), OfAnswers),
        new("csat_score", OracleKind.Mean, d => d.Answers("csat").Select(a => a.Fact with { Number = (a.Score - a.Min) * 100 * PerPoint / (a.Max - a.Min) }),
            OfAnswers, PerPoint),
        new("csat_rating", OracleKind.Mean, d => d.Answers("csat").Select(a => a.Fact with { Number = a.Score, Scale = $"{a.Min} to {a.Max}" }), OfAnswers),
        new("nps", OracleKind.Nps, Recommendations, OfAnswers),
        new("nps_promoters", OracleKind.Ratio, Recommendations, OfAnswers),
        new("nps_passives", OracleKind.Ratio, d => Recommendations(d).Select(f => f with { Sign = f.Sign == 0 ? 1 : -1 }), OfAnswers),
        new("nps_detractors", OracleKind.Ratio, d => Recommendations(d).Select(f => f with { Sign = -f.Sign }), OfAnswers),
        new("ces", OracleKind.Mean, d => d.Answers("ces").Select(a => a.Fact with { Number = Effort(a) }), OfAnswers, PerPoint),
        new("ces_easy", OracleKind.Ratio, d => d.Answers("ces").Select(a => a.Fact with { Sign = Effort(a) >= 5 * PerPoint ? 1 : -1 }), OfAnswers),
        new("survey_responses", OracleKind.Count, d => d.Answers(null).Select(a => a.Fact), OfAnswers),
    ];

    private static IEnumerable<OracleFact> Recommendations(OracleDesk desk) =>
        desk.Answers("nps").Select(a => a.Fact with { Sign = a.Score switch { >= 9 => 1, >= 7 => 0, _ => -1 } });

    private static bool IsSatisfied(OracleAnswer a) => (a.Min, a.Max) switch
    {
        (1, 3) => a.Score is 3,
        (1, 4) => a.Score is 3 or 4,
        (1, 5) => a.Score is 4 or 5,
        (1, 6) => a.Score is 5 or 6,
        (1, 7) => a.Score is 6 or 7,
        (1, 10) => a.Score is 8 or 9 or 10,
        (0, 100) => a.Score >= 80,
        _ => a.Score == a.Max,
    };

    private static decimal Effort(OracleAnswer a)
    {
        var easeOfAnswer = a.LowerIsBetter ? a.Max - a.Score : a.Score - a.Min;
        return PerPoint + easeOfAnswer * 6 * PerPoint / (a.Max - a.Min);
    }
}

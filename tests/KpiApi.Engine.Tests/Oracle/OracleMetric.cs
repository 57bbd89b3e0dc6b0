using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Oracle;

internal enum OracleKind { Count, Sum, Distinct, Net, Mean, Ratio, Nps, Level, Spread, Retention, Churn, AccountValue, Quotient }

/// <summary>A row of metrics.md, section 3, in the words of LINQ.</summary>
/// <param name="Per">A mean's numbers are whole multiples of 1 ÷ this.</param>
internal sealed record OracleMetric(string Name, OracleKind Kind, Func<OracleDesk, IEnumerable<OracleFact>> Facts, string Dimensions, decimal Per = 1)
{
    private const string OfTickets = "agent,team,channel,reason,priority,account,account.tier,ticket.product,tag";
    private const string OfOpen = OfTickets + ",status,age,idle";
    private const string OfWork = OfTickets + ",activityType";
    private const string OfAnswers = OfTickets + ",surveyKind";

    /// <summary>Divides by the widths of all scales.</summary>
    private const decimal PerPoint = 1260;

    private static readonly OracleMetric s_handling = new("", OracleKind.Mean,
        d => d.Tickets(h => h.Work.Where(e => e.DurationMs is not null).Select(e => d.Work(h, e) with { Number = e.DurationMs!.Value })), "", 1000);

    private static readonly OracleMetric s_cost = new("operating_cost", OracleKind.Spread, d => d.Costs(), "team,channel");
    private static readonly OracleMetric s_resolved = new("tickets_resolved", OracleKind.Distinct, d => d.Tickets(h => h.Resolutions.Select(r => d.Fact(h, r.At, r.By))), OfTickets);
    private static readonly OracleMetric s_created = new("tickets_created", OracleKind.Count, d => d.Tickets(h => [d.Fact(h, h.Ticket.CreatedAtMs, h.Agent)]), OfTickets);

    /// <summary>What is divided by what, and times which factor.</summary>
    public (OracleMetric Above, OracleMetric Below, int Factor)? Quotient { get; init; }

    /// <summary>Facts at or after the moment of asking have not happened.</summary>
    public bool EndsNow { get; init; }

    public bool HasBusiness { get; init; }

    /// <summary>Its numbers are milliseconds.</summary>
    public bool IsTime => Kind == OracleKind.Mean && Per == 1000;

    public bool CanFold => Kind is not (OracleKind.Level or OracleKind.Spread or OracleKind.Retention or OracleKind.Churn or OracleKind.Quotient);

    public static readonly IReadOnlyList<OracleMetric> All =
    [
        s_created,
        s_resolved,
        new("resolutions", OracleKind.Count, d => d.Tickets(h => h.Resolutions.Select(r => d.Fact(h, r.At, r.By))), OfTickets),
        new("reopens", OracleKind.Count, d => d.Tickets(h => h.Turns
            .Select((t, i) => (Turn: t, By: i == 0 ? null : h.Turns[i - 1].By)).Where(t => !t.Turn.Resolves).Select(t => d.Fact(h, t.Turn.At, t.By))), OfTickets),
        new("reopen_rate", OracleKind.Ratio, d => d.Tickets(h => First(d, h).Select(f => f with { Sign = h.WasReopened ? 1 : -1 })), OfTickets),
        new("open_tickets", OracleKind.Level, d => d.Tickets(h => [d.Open(h, h.IsOpenJustBefore)]), OfOpen),
        new("unassigned_tickets", OracleKind.Level, d => d.Tickets(h => h.Agent is null ? [d.Open(h, h.IsOpenJustBefore)] : []),
            "team,channel,reason,priority,account,account.tier,ticket.product,tag,status,age,idle"),
        new("awaiting_first_response", OracleKind.Level, d => d.Tickets(h =>
            [d.Open(h, at => h.IsOpenJustBefore(at) && !(h.FirstResponse?.At < at))]), OfOpen),
        new("backlog_change", OracleKind.Net, d => d.Tickets(h => h.Changes().Select(c => d.Fact(h, c.At, h.Agent) with { Sign = c.Change })), OfTickets),
        new("first_response_time", OracleKind.Mean, d => d.Tickets(h => h.FirstResponse is { } r
            ? [d.Since(h, r.At, r.By)] : []), OfTickets, 1000) { HasBusiness = true },
        new("first_resolution_time", OracleKind.Mean, d => d.Tickets(h => h.Resolutions.Take(1).Select(r => d.Since(h, r.At, r.By))), OfTickets, 1000) { HasBusiness = true },
        new("resolution_time", OracleKind.Mean, d => d.Tickets(h => h.Resolutions.TakeLast(1).Select(r => d.Since(h, r.At, r.By))), OfTickets, 1000) { HasBusiness = true },
        new("requester_wait_time", OracleKind.Mean, d => d.Tickets(h => Last(d, h).Select(f => d.Lasting(h, f, Waits(h, f.At)))), OfTickets, 1000) { HasBusiness = true },
        new("stage_time", OracleKind.Mean, d => d.Tickets(h => h.StageVisits().Where(v => v.To is not null)
            .Select(v => d.Lasting(h, d.InStage(h, v.To!.Value, v.Stage), [(v.From, v.To.Value)]))), OfTickets + ",stage", 1000) { HasBusiness = true },
        new("handle_time", OracleKind.Mean, d => d.Tickets(h => h.HandleMs is { } ms ? Last(d, h).Select(f => f with { Number = ms }) : []), OfTickets, 1000),
        new("activities", OracleKind.Count, d => d.Tickets(h => h.Work.Select(e => d.Work(h, e))), OfWork),
        new("tickets_handled", OracleKind.Distinct, d => d.Tickets(h => h.Work.Select(e => d.Work(h, e))), OfWork),
        new("activities_per_resolution", OracleKind.Mean, d => d.Tickets(h => h.HasEvents
            ? Last(d, h).Select(f => f with { Number = h.Work.Count(e => e.AtMs <= f.At) }) : []), OfTickets),
        new("replies_per_resolution", OracleKind.Mean, d => d.Tickets(h => h.Ticket.Replies is not null || h.HasEvents
            ? Last(d, h).Select(f => f with { Number = h.Ticket.Replies ?? h.Answers.Count(a => a.AtMs <= f.At) }) : []), OfTickets),
        new("first_contact_resolution", OracleKind.Ratio, d => d.Tickets(h => First(d, h)
            .Select(f => f with { Sign = h.IsFirstContact(d.Rules.FcrWindowMs)!.Value ? 1 : -1 })), OfTickets),
        new("sla_first_response", OracleKind.Ratio, d => d.Tickets(h => Promise(d, h, OracleSla.FirstResponse(h, d.Rules))), OfTickets) { EndsNow = true },
        new("sla_resolution", OracleKind.Ratio, d => d.Tickets(h => Promise(d, h, OracleSla.Resolution(h, d.Rules))), OfTickets) { EndsNow = true },
        new("sla_breaches", OracleKind.Count, d => d.Tickets(h => Promise(d, h, OracleSla.FirstResponse(h, d.Rules)).Concat(Promise(d, h, OracleSla.Resolution(h, d.Rules)))
            .Where(f => f.Sign < 0).Select(f => f with { Values = f.Values.SetItem("agent", h.Agent) })), OfTickets) { EndsNow = true },
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
        new("survey_response_rate", OracleKind.Ratio, d => d.Sent(), OfAnswers),
        new("agent_utilization", OracleKind.Quotient, _ => [], "agent")
        {
            Quotient = (s_handling, new("", OracleKind.Spread, d => d.Shifts(ShiftKind.Scheduled), "agent", 1000), 100),
        },
        new("agent_occupancy", OracleKind.Quotient, _ => [], "agent")
        {
            Quotient = (s_handling, new("", OracleKind.Spread, d => d.Shifts(ShiftKind.Available), "agent", 1000), 100),
        },
        s_cost,
        new("cost_per_resolution", OracleKind.Quotient, _ => [], "team,channel") { Quotient = (s_cost, s_resolved, 1) },
        new("cost_per_ticket", OracleKind.Quotient, _ => [], "team,channel") { Quotient = (s_cost, s_created, 1) },
        new("active_accounts", OracleKind.Level, d => d.Accounts().Select(a => a with { IsIn = at => a.At < at && a.Until >= at }), "account,account.tier"),
        new("customer_retention_rate", OracleKind.Retention, d => d.Accounts(), "account,account.tier"),
        new("churn_rate", OracleKind.Churn, d => d.Accounts(), "account,account.tier"),
        new("churned_accounts", OracleKind.Count, d => d.Accounts().Where(a => a.Until < long.MaxValue).Select(a => a with { At = a.Until }), "account,account.tier"),
        new("account_value", OracleKind.AccountValue, d => d.Tickets(h => h.Ticket.Account is { } account
            ? [d.Fact(h, h.Ticket.CreatedAtMs, h.Agent) with { Number = d.ValueOf(account) }] : []), "team,channel,reason,priority,account,account.tier,ticket.product,tag"),
        new("reply_time", OracleKind.Mean, d => d.Tickets(h => Replies(d, h, OracleWork.Waits(h))), OfTickets, 1000) { HasBusiness = true },
        new("next_reply_time", OracleKind.Mean, d => d.Tickets(h => Replies(d, h, OracleWork.Waits(h).Skip(1))), OfTickets, 1000) { HasBusiness = true },
        new("awaiting_reply", OracleKind.Level, d => d.Tickets(h => OracleWork.Waits(h) is var waits
            ? [d.Open(h, at => h.IsOpenJustBefore(at) && waits.Exists(w => w.From < at && (w.To ?? at) >= at))] : []), OfTickets + ",age,idle"),
        new("sla_next_reply", OracleKind.Ratio, d => d.Tickets(h => OracleSla.NextReplies(h, d.Rules).SelectMany(p => Promise(d, h, p))), OfTickets) { EndsNow = true },
        new("first_assignment_time", OracleKind.Mean, d => d.Tickets(h => OracleWork.FirstAssignment(h) is { } e ? [d.Since(h, e.AtMs, e.To)] : []), OfTickets, 1000) { HasBusiness = true },
        new("holding_time", OracleKind.Mean, d => d.Tickets(h => OracleWork.Holdings(h).Select(o => d.Lasting(h, d.Fact(h, o.To, o.By), [(o.From, o.To)]))), OfTickets, 1000) { HasBusiness = true },
        new("reassignments", OracleKind.Count, d => d.Tickets(h => OracleWork.Reassignments(h).Select(r => d.Fact(h, r.At, r.By))), OfTickets),
        s_handling with { Name = "time_spent", Kind = OracleKind.Sum, Dimensions = OfWork },
    ];

    private static IEnumerable<OracleFact> Replies(OracleDesk d, OracleHistory h, IEnumerable<OracleWait> waits) =>
        waits.Where(w => w.IsAnswered).Select(w => d.Lasting(h, d.Fact(h, w.To!.Value, w.By), [(w.From, w.To.Value)]));

    private static IEnumerable<OracleFact> First(OracleDesk d, OracleHistory h) => h.Resolutions.Take(1).Select(r => d.Fact(h, r.At, r.By));

    private static IEnumerable<OracleFact> Last(OracleDesk d, OracleHistory h) => h.Resolutions.TakeLast(1).Select(r => d.Fact(h, r.At, r.By));

    private static IEnumerable<(long From, long To)> Waits(OracleHistory h, long until) =>
        h.OpenTime(h.Ticket.CreatedAtMs, until).Where(s => s.Status != "pending").Select(s => (s.From, s.To));

    private static IEnumerable<OracleFact> Promise(OracleDesk d, OracleHistory h, (long At, bool Met, string? By)? promise) =>
        promise is { } p ? [d.Fact(h, p.At, p.By) with { Sign = p.Met ? 1 : -1 }] : [];

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

using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>An answer to a survey, with the fact that it is.</summary>
internal sealed record OracleAnswer(OracleFact Fact, decimal Score, decimal Min, decimal Max, bool LowerIsBetter);

/// <summary>What came in, as the oracle sees it.</summary>
internal sealed class OracleDesk(Desk desk, OracleRules rules)
{
    private static readonly ImmutableDictionary<string, string?> s_nothing = ImmutableDictionary<string, string?>.Empty;

    private readonly List<OracleHistory> _histories =
        [.. desk.Tickets.Select(t => new OracleHistory(t, desk.Events.Where(e => e.Ticket == t.Id), desk.Bots)).Where(h => h.IsCounted)];

    private readonly Dictionary<OracleMetric, OracleFact[]> _facts = [];

    public OracleRules Rules => rules;

    /// <summary>All that a metric ever counts.</summary>
    public OracleFact[] Facts(OracleMetric metric) => _facts.TryGetValue(metric, out var known) ? known : _facts[metric] = [.. metric.Facts(this)];

    public IEnumerable<OracleFact> Tickets(Func<OracleHistory, IEnumerable<OracleFact>> facts) => _histories.SelectMany(facts);

    public OracleFact Fact(OracleHistory h, long at, string? agent) => new("ticket " + h.Ticket.Id, at, s_nothing
        .Add("agent", agent).Add("team", h.Team).Add("channel", h.Ticket.Channel).Add("reason", h.Ticket.Reason)
        .Add("priority", h.Priority).Add("account", h.Ticket.Account)
        .Add("account.tier", Tier(h.Ticket.Account)).Add("ticket.product", Attribute(h.Ticket.Attributes, "product")))
    {
        Tags = Tags(h.Ticket.Tags),
    };

    public OracleFact InStage(OracleHistory h, long at, string stage)
    {
        var fact = Fact(h, at, h.Agent);
        return fact with { Values = fact.Values.Add("stage", stage) };
    }

    /// <summary>Looked at just before an instant: in a bucket that still runs, as it is when asked.</summary>
    public OracleFact Open(OracleHistory h, Func<long, bool> isIn) => Fact(h, 0, h.Agent) with
    {
        IsIn = isIn,
        Then = (at, asOf) =>
        {
            var now = Math.Min(at, asOf);
            var answers = h.Answers.Select(a => a.AtMs).Concat(h.FirstResponse is { } r ? [r.At] : []).Where(a => a < now).ToList();
            return s_nothing.Add("status", h.StatusAt(at - 1)).Add("age", Band(now - 1 - h.Ticket.CreatedAtMs))
                .Add("idle", answers.Count == 0 ? "never" : Band(now - 1 - answers.Max()));
        },
    };

    public OracleFact Work(OracleHistory h, TicketEvent e)
    {
        var fact = Fact(h, e.AtMs, e.Agent);
        return fact with { Values = fact.Values.Add("activityType", e.Type) };
    }

    public OracleFact Since(OracleHistory h, long at, string? by) => Lasting(h, Fact(h, at, by), [(h.Ticket.CreatedAtMs, at)]);

    /// <summary>With the length of some stretches of time, in both kinds of hours.</summary>
    public OracleFact Lasting(OracleHistory h, OracleFact fact, IEnumerable<(long From, long To)> stretches)
    {
        var calendar = rules.Calendar(h);
        var all = stretches.ToList();
        return fact with { Number = all.Sum(s => s.To - s.From), Business = calendar is null ? null : all.Sum(s => calendar.Between(s.From, s.To)) };
    }

    /// <summary>Answers of one kind, or of all.</summary>
    public IEnumerable<OracleAnswer> Answers(string? kind) =>
        from s in desk.Surveys
        where s.RespondedAtMs is not null && (kind is null || kind == Name(s.Kind))
        let history = _histories.Find(h => h.Ticket.Id == s.Ticket)
        where s.Ticket is null || history is not null
        select new OracleAnswer(Survey(s, history, s.RespondedAtMs!.Value), (decimal)s.Score!, (decimal)s.ScaleMin, (decimal)s.ScaleMax, s.LowerIsBetter);

    public IEnumerable<OracleFact> Sent() =>
        from s in desk.Surveys
        where s.SentAtMs is not null
        let history = _histories.Find(h => h.Ticket.Id == s.Ticket)
        where s.Ticket is null || history is not null
        select Survey(s, history, s.SentAtMs!.Value) with { Sign = s.RespondedAtMs is null ? -1 : 1 };

    public IEnumerable<OracleFact> Accounts() => desk.Accounts.Select(a => new OracleFact("account " + a.Id, a.SinceMs ?? long.MinValue, s_nothing.Add("account", a.Id).Add("account.tier", Tier(a.Id)))
    {
        Until = a.UntilMs ?? long.MaxValue,
    });

    public decimal ValueOf(string account) => (desk.Accounts.FirstOrDefault(a => a.Id == account)?.ValueUnits ?? 0) / 10_000m;

    public IEnumerable<OracleFact> Shifts(ShiftKind kind) => desk.Shifts.Where(s => s.Kind == kind)
        .Select(s => new OracleFact("shift " + s.Id, s.FromMs, s_nothing.Add("agent", s.Agent)) { Until = s.ToMs, Number = s.ToMs - s.FromMs });

    public IEnumerable<OracleFact> Costs() => desk.Costs.Select(c =>
        new OracleFact("cost " + c.Id, c.FromMs, s_nothing.Add("channel", c.Channel).Add("team", c.Team)) { Until = c.ToMs, Number = c.AmountUnits / 10_000m });

    private static string Band(long ms) => (ms / 3_600_000.0) switch
    {
        < 24 => "0-24h",
        < 48 => "24-48h",
        < 7 * 24 => "48h-7d",
        < 30 * 24 => "7d-30d",
        _ => "30d+",
    };

    /// <summary>Credited to whoever had the ticket at the answer, or while there is none, when it was sent.</summary>
    private OracleFact Survey(Survey s, OracleHistory? h, long at) => new("survey " + s.Id, at, s_nothing
        .Add("agent", s.Agent ?? h?.AssignedAt(s.RespondedAtMs ?? at)).Add("team", s.Team ?? h?.Team).Add("channel", s.Channel ?? h?.Ticket.Channel)
        .Add("reason", s.Reason ?? h?.Ticket.Reason).Add("priority", h?.Priority).Add("account", s.Account ?? h?.Ticket.Account)
        .Add("account.tier", Tier(s.Account ?? h?.Ticket.Account)).Add("ticket.product", Attribute(h?.Ticket.Attributes, "product")).Add("surveyKind", Name(s.Kind)))
    {
        Tags = Tags(h?.Ticket.Tags),
    };

    /// <summary>Of today.</summary>
    private string? Tier(string? account) => Attribute(desk.Accounts.FirstOrDefault(a => a.Id == account)?.Attributes, "tier");

    private static string[] Tags(string? text) => text?.Split('|') ?? [];

    private static string? Attribute(string? lines, string id) =>
        lines?.Split('\n').FirstOrDefault(line => line.StartsWith(id + "=", StringComparison.Ordinal))?[(id.Length + 1)..];

    private static string Name(SurveyKind kind) => kind switch { SurveyKind.Csat => "csat", SurveyKind.Nps => "nps", _ => "ces" };
}

using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Promises kept and broken, by stepping through the statuses of a ticket up to its first resolution.</summary>
internal static class OracleSla
{
    private const long LongestMs = 150 * 86_400_000L;

    public static SlaPolicy? Policy(OracleHistory h, OracleRules rules) => rules.Policies.OrderBy(p => p.Order).ThenBy(p => p.Id, StringComparer.Ordinal)
        .FirstOrDefault(p => In(p.Priorities, h.AtCreation("priority", h.Priority)) && In(p.Teams, h.AtCreation("team", h.Team))
            && In(p.Channels, h.Ticket.Channel) && In(p.Reasons, h.Ticket.Reason));

    /// <summary>When the first answer was given or due, whether in time, and whose it is.</summary>
    public static (long At, bool Met, string? By)? FirstResponse(OracleHistory h, OracleRules rules)
    {
        if (Policy(h, rules) is not { FirstResponseMs: { } promised } policy)
            return null;
        var solved = h.Resolutions.Count > 0 ? h.Resolutions[0].At : long.MaxValue;
        var stopped = Math.Min(h.FirstResponse?.At ?? long.MaxValue, solved);
        return Judge(h, policy, rules, promised, stopped, h.FirstResponse is { } response ? response.By : h.Agent);
    }

    public static (long At, bool Met, string? By)? Resolution(OracleHistory h, OracleRules rules)
    {
        if (Policy(h, rules) is not { ResolutionMs: { } promised } policy)
            return null;
        var solved = h.Resolutions.Count > 0;
        return Judge(h, policy, rules, promised, solved ? h.Resolutions[0].At : long.MaxValue, solved ? h.Resolutions[0].By : h.Agent);
    }

    /// <summary>Of every wait but the first.</summary>
    public static IEnumerable<(long At, bool Met, string? By)?> NextReplies(OracleHistory h, OracleRules rules)
    {
        if (Policy(h, rules) is not { NextReplyMs: { } promised } policy)
            return [];
        return OracleWork.Waits(h).Skip(1).Select(w => Judge(h, policy, rules, promised, w.To ?? long.MaxValue, w.By ?? h.Agent, w.From));
    }

    private static (long At, bool Met, string? By)? Judge(OracleHistory h, SlaPolicy policy, OracleRules rules, long promised, long stopped, string? by, long? from = null)
    {
        var due = Due(h, policy, rules, promised, from ?? h.Ticket.CreatedAtMs);
        if (stopped != long.MaxValue && (due is null || stopped <= due))
            return (stopped, true, by);
        return due is null ? null : (due.Value, false, by);
    }

    /// <summary>The first moment at which the clock has run as long as promised.</summary>
    private static long? Due(OracleHistory h, SlaPolicy policy, OracleRules rules, long promised, long from)
    {
        var low = from;
        var reach = 3_600_000L;
        while (Run(h, policy, rules, from, low + reach) < promised)
        {
            reach *= 2;
            if (reach > LongestMs)
                return null;
        }
        var high = low + reach;
        if (Run(h, policy, rules, from, low) >= promised)
            return low;
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (Run(h, policy, rules, from, middle) >= promised)
                high = middle;
            else
                low = middle;
        }
        return high;
    }

    /// <summary>How long the clock has run by an instant.</summary>
    private static long Run(OracleHistory h, SlaPolicy policy, OracleRules rules, long from, long at)
    {
        // Of a promise made at creation the first resolution, of later ones the next that closes the ticket.
        var closed = from == h.Ticket.CreatedAtMs
            ? h.Resolutions.Select(r => r.At)
            : h.Changes().Where(c => c.Change < 0 && c.At > from).Select(c => c.At);
        var stop = Math.Min(at, closed.DefaultIfEmpty(long.MaxValue).First());
        var calendar = policy.Calendar is { } id ? rules.Calendars[id] : null;
        return h.OpenTime(from, stop).Where(s => !policy.PauseOn.Any(p => Name(p) == s.Status))
            .Sum(s => calendar?.Between(s.From, s.To) ?? s.To - s.From);
    }

    private static string Name(TicketStatus status) => status switch
    {
        TicketStatus.New => "new",
        TicketStatus.Open => "open",
        TicketStatus.Pending => "pending",
        _ => "on_hold",
    };

    private static bool In(IReadOnlyList<string>? allowed, string? value) => allowed is null || (value is not null && allowed.Contains(value));
}

/// <summary>What a desk has promised, as the oracle sees it.</summary>
internal sealed record OracleRules(IReadOnlyDictionary<string, OracleCalendar> Calendars, IReadOnlyList<SlaPolicy> Policies, long FcrWindowMs)
{
    /// <summary>Of the policy of a ticket, else the default one.</summary>
    public OracleCalendar? Calendar(OracleHistory h) =>
        OracleSla.Policy(h, this)?.Calendar is { } id ? Calendars[id] : Calendars.GetValueOrDefault("default");
}

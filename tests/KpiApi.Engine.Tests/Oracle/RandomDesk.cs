using System.Collections.Frozen;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Small random help desks: few names, few instants, so that ties, reopens and coincidences are common.</summary>
/// <param name="calendars">To choose from, each with the oracle's view of it; without them there are none, and no policies.</param>
internal sealed class RandomDesk(Random random, long aroundMs, IReadOnlyList<(BusinessCalendar Calendar, OracleCalendar Oracle)>? calendars = null)
{
    public static readonly string?[] Agents = ["ann", "Ann", "Zoë", "李", "robo", null];
    public static readonly string?[] Channels = ["email", "chat", "télé", null];
    public static readonly string?[] Tiers = ["gold", "Gold", "a", null];
    public static readonly string?[] Products = ["router", "a", null];
    public static readonly string?[] Words = ["a", "b", null];
    public static readonly string?[] Tags = ["a", "vip", "VIP", "ö", null];

    private static readonly string[] s_types = ["reply", "reply", "call", "chat", "note", "customer_message", "customer_message", "assignment", "assignment", "team", "priority", "visit", "stage", "stage"];
    private static readonly string[] s_statuses = ["new", "open", "pending", "on_hold", "solved", "closed", "solved"];
    private static readonly string[] s_accounts = ["a", "b", "c", "d"];
    private static readonly TicketStatus[] s_open = [TicketStatus.New, TicketStatus.Open, TicketStatus.Pending, TicketStatus.OnHold];
    private static readonly AttributeSlots s_attributes = new(["plan", "tier"], ["area", "product"]);
    private static readonly (double Min, double Max)[] s_satisfaction = [(1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 10), (0, 100), (0, 1), (1, 2)];
    private static readonly (double Min, double Max)[] s_effort = [(1, 5), (1, 7), (0, 10)];

    private readonly long _quantumMs = Pick(random, 3_600_000L, 900_000, 86_400_000, 1_000, 1);
    private readonly int _reach = random.Next(2, 60);
    private int _serial;

    public static T Pick<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    public Desk Next()
    {
        var desk = new Desk(MakeRules()) { Bots = [.. Agents.Where(a => a == "robo" && random.Next(2) == 0)!] };
        for (var tickets = random.Next(0, 10); tickets > 0; tickets--)
            AddTicket(desk);
        for (var surveys = random.Next(0, 4); surveys > 0; surveys--)
            desk.Add(Survey(null));
        foreach (var id in s_accounts.Where(_ => Chance(50)))
            desk.Add(Account(id));
        for (var shifts = random.Next(0, 4); shifts > 0; shifts--)
            desk.Add(Shift());
        for (var costs = random.Next(0, 4); costs > 0; costs--)
            desk.Add(Cost());
        return desk;
    }

    /// <summary>Of the last desk, as the oracle sees them.</summary>
    public OracleRules Rules { get; private set; } = new(new Dictionary<string, OracleCalendar>(), [], DerivationRules.Default.FcrWindowMs);

    private DerivationRules MakeRules()
    {
        var named = new Dictionary<string, (BusinessCalendar Calendar, OracleCalendar Oracle)>();
        if (calendars is not null && Chance(70))
            named["default"] = Pick(random, [.. calendars]);
        if (calendars is not null && Chance(50))
            named["other"] = Pick(random, [.. calendars]);
        SlaPolicy[] policies = calendars is null ? [] : [.. Enumerable.Range(0, random.Next(4)).Select(n => Policy($"P{n}", [.. named.Keys]))];
        var rules = new DerivationRules
        {
            Calendars = named.ToFrozenDictionary(c => c.Key, c => c.Value.Calendar),
            Policies = policies,
            Attributes = s_attributes,
            FcrWindowMs = calendars is null || Chance(50) ? DerivationRules.Default.FcrWindowMs : random.Next(1, _reach) * _quantumMs,
        };
        Rules = new OracleRules(named.ToDictionary(c => c.Key, c => c.Value.Oracle), policies, rules.FcrWindowMs);
        return rules;
    }

    private SlaPolicy Policy(string id, string[] calendarIds)
    {
        string[]? Some(string?[] of) => Chance(70) ? null : [.. of.OfType<string>().Where(_ => Chance(60))];
        long? Promised() => Chance(80) ? random.Next(1, 40) * Math.Min(_quantumMs, 3_600_000) : null;
        return new SlaPolicy
        {
            Id = id,
            Order = random.Next(3),
            Priorities = Some(Words),
            Channels = Some(Channels),
            Reasons = Some(Words),
            Teams = Some(Words),
            FirstResponseMs = Promised(),
            ResolutionMs = Promised(),
            NextReplyMs = Promised(),
            Calendar = calendarIds.Length > 0 && Chance(60) ? Pick(random, calendarIds) : null,
            PauseOn = Chance(50) ? [] : [.. s_open.Where(_ => Chance(40))],
        };
    }

    private Account Account(string id)
    {
        var since = Chance(70) ? Anywhere() : (long?)null;
        return new Account
        {
            Id = id,
            ValueUnits = Chance(80) ? random.Next(1_000_000) : null,
            SinceMs = since,
            UntilMs = Chance(60) ? Math.Max(Anywhere(), (since ?? 0) + 1) : null,
            Attributes = Attributes(("tier", Pick(random, Tiers)), ("plan", Pick(random, Words))),
        };
    }

    private Shift Shift()
    {
        var from = Anywhere();
        return new Shift
        {
            Id = $"H{_serial++}",
            Agent = Pick(random, "ann", "Ann", "Zoë"),
            FromMs = from,
            ToMs = Later(from) + _quantumMs,
            Kind = Pick(random, ShiftKind.Scheduled, ShiftKind.Available),
        };
    }

    private Cost Cost()
    {
        var from = Anywhere();
        return new Cost
        {
            Id = $"C{_serial++}",
            FromMs = from,
            ToMs = Later(from) + _quantumMs,
            AmountUnits = random.Next(10_000_000),
            Channel = Pick(random, Channels),
            Team = Pick(random, Words),
        };
    }

    private static string? Attributes(params (string Id, string? Value)[] values)
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, value) in values)
        {
            if (value is not null)
                known.Add(id, value);
        }
        return AttributeText.Write(known);
    }

    private long Later(long atMs) => atMs + random.Next(_reach / 2 + 1) * _quantumMs;

    private long Anywhere() => aroundMs + random.Next(-_reach, _reach) * _quantumMs + (random.Next(3) == 0 ? random.Next(-40, 40) * 86_400_000L : 0);

    private bool Chance(int percent) => random.Next(100) < percent;

    private void AddTicket(Desk desk)
    {
        var id = $"T{_serial++}";
        var created = Anywhere();
        var at = created;
        var events = new List<TicketEvent>();
        for (var n = random.Next(0, 9); n > 0; n--)
            events.Add(Event(id, at = Later(at), events));
        if (Chance(10))
            events.Add(Event(id, created - _quantumMs, []));
        foreach (var e in events.OrderBy(_ => random.Next()))
            desk.Add(e);
        desk.Add(Stated(new Ticket
        {
            Id = id,
            CreatedAtMs = created,
            Agent = Chance(50) ? Pick(random, Agents) : null,
            Team = Chance(50) ? Pick(random, Words) : null,
            Channel = Pick(random, Channels),
            Reason = Pick(random, Words),
            Priority = Chance(50) ? Pick(random, Words) : null,
            Account = Pick(random, Words),
            CreatedBy = Chance(15) ? CreatedBy.Agent : CreatedBy.Customer,
            Status = Chance(8) ? Pick(random, TicketStatus.Merged, TicketStatus.Spam, TicketStatus.Deleted) : Chance(30) ? TicketStatus.Open : null,
            HandleMs = Chance(20) ? random.Next(5000) : null,
            Reopens = Chance(8) ? random.Next(3) : null,
            Replies = Chance(10) ? random.Next(4) : null,
            Attributes = Attributes(("product", Pick(random, Products)), ("undeclared", Pick(random, Words))),
            Tags = Chance(30) ? null : TagText.Write(Tags.OfType<string>().Where(_ => Chance(40))),
        }, at));
        for (var surveys = random.Next(0, 3); surveys > 0; surveys--)
            desk.Add(Survey(id));
    }

    /// <param name="before">Events that it may continue.</param>
    private TicketEvent Event(string ticket, long atMs, List<TicketEvent> before)
    {
        var type = Chance(40) ? EventTypes.Status : Pick(random, s_types);
        return new TicketEvent
        {
            // A number, of as many digits as may be, or none.
            Id = Chance(60) ? FormattableString.Invariant($"{_serial++ * 7919 % 1009}") : $"{random.Next(100)}-{_serial++}",
            Ticket = ticket,
            Type = type,
            AtMs = atMs,
            Actor = Chance(70) ? Actor.Agent : Pick(random, Actor.Customer, Actor.Bot, Actor.System),
            Agent = Pick(random, Agents),
            Public = EventTypes.IsAnswer(type) || type == EventTypes.CustomerMessage ? Chance(85) : Chance(5),
            DurationMs = Chance(30) ? random.Next(100_000) : null,
            From = Chance(50) ? before.FindLast(e => e.Type == type)?.To ?? Value(type) : Chance(30) ? Value(type) : null,
            To = Value(type),
        };
    }

    private string? Value(string type) => type switch
    {
        EventTypes.Status => Pick(random, s_statuses),
        EventTypes.Stage => Pick(random, "a", "b", "c"),
        EventTypes.Assignment => Pick(random, Agents),
        _ => Pick(random, Words),
    };

    /// <summary>States times anywhere between and after the events, the first resolution not after the last.</summary>
    private Ticket Stated(Ticket ticket, long lastEventMs)
    {
        var created = ticket.CreatedAtMs;
        long Moment() => Chance(50) ? Later(created) : lastEventMs + (Chance(50) ? 0 : Later(0)) + (Chance(20) ? 1 : 0);
        if (Chance(15))
            ticket = ticket with { FirstResponseAtMs = Later(created) };
        if (Chance(40))
            ticket = ticket with { ResolvedAtMs = Moment() };
        if (Chance(20))
            ticket = ticket with { FirstResolvedAtMs = Math.Min(Moment(), ticket.ResolvedAtMs ?? long.MaxValue) };
        return Chance(20) ? ticket with { ClosedAtMs = Moment() } : ticket;
    }

    private Survey Survey(string? ticket)
    {
        var kind = Pick(random, SurveyKind.Csat, SurveyKind.Csat, SurveyKind.Nps, SurveyKind.Ces);
        var (min, max) = kind switch
        {
            SurveyKind.Csat => Chance(60) ? (1, 5) : Pick(random, s_satisfaction),
            SurveyKind.Nps => (0, 10),
            _ => Pick(random, s_effort),
        };
        var answered = Chance(80);
        return new Survey
        {
            Id = Chance(10) && ticket is not null ? ticket : $"S{_serial++}",
            Kind = kind,
            Ticket = ticket,
            SentAtMs = Anywhere(),
            RespondedAtMs = answered ? Anywhere() : null,
            Score = answered ? random.Next((int)min, (int)max + 1) : null,
            ScaleMin = min,
            ScaleMax = max,
            LowerIsBetter = kind == SurveyKind.Ces && Chance(40),
            Agent = Chance(20) ? Pick(random, Agents) : null,
            Team = Chance(20) ? Pick(random, Words) : null,
            Channel = Chance(20) ? Pick(random, Channels) : null,
            Reason = Chance(20) ? Pick(random, Words) : null,
            Account = Chance(20) ? Pick(random, Words) : null,
        };
    }
}

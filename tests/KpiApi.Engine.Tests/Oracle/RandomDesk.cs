using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Small random help desks: few names, few instants, so that ties, reopens and coincidences are common.</summary>
internal sealed class RandomDesk(Random random, long aroundMs)
{
    public static readonly string?[] Agents = ["ann", "Ann", "Zoë", "李", "robo", null];
    public static readonly string?[] Channels = ["email", "chat", "télé", null];
    public static readonly string?[] Words = ["a", "b", null];

    private static readonly string[] s_types = ["reply", "reply", "call", "chat", "note", "customer_message", "assignment", "team", "priority", "visit"];
    private static readonly string[] s_statuses = ["new", "open", "pending", "on_hold", "solved", "closed", "solved"];
    private static readonly (double Min, double Max)[] s_satisfaction = [(1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 10), (0, 100), (0, 1), (1, 2)];
    private static readonly (double Min, double Max)[] s_effort = [(1, 5), (1, 7), (0, 10)];

    private readonly long _quantumMs = Pick(random, 3_600_000L, 900_000, 86_400_000, 1_000, 1);
    private readonly int _reach = random.Next(2, 60);
    private int _serial;

    public static T Pick<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    public Desk Next()
    {
        var desk = new Desk { Bots = [.. Agents.Where(a => a == "robo" && random.Next(2) == 0)!] };
        for (var tickets = random.Next(0, 10); tickets > 0; tickets--)
            AddTicket(desk);
        for (var surveys = random.Next(0, 4); surveys > 0; surveys--)
            desk.Add(Survey(null));
        return desk;
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
            events.Add(Event(id, at = Later(at)));
        if (Chance(10))
            events.Add(Event(id, created - _quantumMs));
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
        }, [.. events.Where(e => e.Type == EventTypes.Status && e.AtMs >= created).OrderBy(e => e.AtMs).ThenBy(e => e.Id, StringComparer.Ordinal)]));
        for (var surveys = random.Next(0, 3); surveys > 0; surveys--)
            desk.Add(Survey(id));
    }

    private TicketEvent Event(string ticket, long atMs)
    {
        var type = Chance(40) ? EventTypes.Status : Pick(random, s_types);
        var to = type == EventTypes.Status ? Pick(random, s_statuses) : type == EventTypes.Assignment ? Pick(random, Agents) : Pick(random, Words);
        return new TicketEvent
        {
            Id = $"{random.Next(100)}-{_serial++}",
            Ticket = ticket,
            Type = type,
            AtMs = atMs,
            Actor = Chance(70) ? Actor.Agent : Pick(random, Actor.Customer, Actor.Bot, Actor.System),
            Agent = Pick(random, Agents),
            Public = EventTypes.IsAnswer(type) ? Chance(85) : Chance(5),
            DurationMs = Chance(30) ? random.Next(100_000) : null,
            From = type == EventTypes.Assignment && Chance(50) ? Pick(random, Agents) : null,
            To = to,
        };
    }

    /// <summary>States times that fit the events: a ticket whose events know a reopen states a last resolution after it.</summary>
    private Ticket Stated(Ticket ticket, List<TicketEvent> changes)
    {
        var created = ticket.CreatedAtMs;
        if (Chance(15))
            ticket = ticket with { FirstResponseAtMs = Later(created) };
        if (!changes.Exists(e => e.To is "solved" or "closed"))
        {
            var first = Later(created);
            var last = Later(first);
            return random.Next(6) switch
            {
                0 => ticket with { ResolvedAtMs = last },
                1 => ticket with { FirstResolvedAtMs = first },
                2 => ticket with { FirstResolvedAtMs = first, ResolvedAtMs = last },
                3 => ticket with { ClosedAtMs = last },
                4 => ticket with { ResolvedAtMs = last, ClosedAtMs = first },
                _ => ticket,
            };
        }
        if (Chance(20))
            ticket = ticket with { ResolvedAtMs = Later(changes[^1].AtMs) + 1 };
        if (Chance(20))
            ticket = ticket with { ClosedAtMs = Later(changes[^1].AtMs) };
        return ticket;
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

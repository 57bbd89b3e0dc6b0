using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Benchmarks;

/// <summary>
/// A large help desk over two years: 200 agents in 20 teams, 4 channels, 30 reasons, 50,000 accounts. A ticket has two answers and,
/// every third one, an answered survey; one in twenty is reopened, one in a hundred still open. Seeded: every run measures the same.
/// </summary>
/// <param name="seed">Another one tells another story.</param>
/// <param name="tickets">How many there are in the two years.</param>
internal sealed class SyntheticDesk(int seed, int tickets = SyntheticDesk.Tickets)
{
    public const int Tickets = 1_000_000;
    public const long EndMs = 1_767_225_600_000; // 2026-01-01T00:00Z
    public const long DayMs = 86_400_000;
    private const long SpanMs = 730 * DayMs;

    private static readonly string[] s_channels = ["email", "chat", "phone", "web"];
    private static readonly string[] s_priorities = ["low", "normal", "high", "urgent"];
    private static readonly string[] s_agents = Names("agent-", 200);
    private static readonly string[] s_teams = Names("team-", 20);
    private static readonly string[] s_reasons = Names("reason-", 30);
    private static readonly string[] s_accounts = Names("A-", 50_000);

    private readonly Random _random = new(seed);

    /// <summary>The tickets in the order of their creation, as a service has them after a start.</summary>
    public static FactWriter Load(int tickets = Tickets)
    {
        var (desk, writer) = (new SyntheticDesk(1, tickets), new FactWriter());
        foreach (var numbers in Enumerable.Range(0, tickets).Chunk(FactChunk.Capacity))
            writer.Publish([.. numbers.Select(desk.Change)], version: 1);
        return writer;
    }

    /// <summary>The ticket of this number, derived; another seed tells another story of it.</summary>
    public FactChange Change(int number)
    {
        var timeline = Timeline(number);
        return new FactChange(timeline.Key, FactDerivation.Derive(timeline, DerivationRules.Default));
    }

    public Timeline Timeline(int number)
    {
        var id = $"T-{number:0000000}";
        var createdAt = (long)(EndMs - SpanMs + SpanMs * (number / (double)tickets)) / 1000 * 1000;
        var agent = Pick(s_agents);
        var isOpen = _random.Next(100) == 0;
        var firstAt = createdAt + LogNormalMs(3_600_000, 1.3);
        var solvedAt = firstAt + LogNormalMs(20_000_000, 1.4);
        var ticket = new Ticket
        {
            Id = id,
            CreatedAtMs = createdAt,
            Channel = Pick(s_channels),
            Reason = Pick(s_reasons),
            Priority = Pick(s_priorities),
            Team = Pick(s_teams),
            Agent = agent,
            Account = Pick(s_accounts),
            Status = isOpen ? TicketStatus.Open : TicketStatus.Solved,
        };
        return new Timeline(ticket, Events(id, agent, firstAt, solvedAt, isOpen), isOpen ? [] : Surveys(id, solvedAt));
    }

    private List<TicketEvent> Events(string id, string agent, long firstAt, long solvedAt, bool isOpen)
    {
        var events = new List<TicketEvent>
        {
            Event(id, 1, EventTypes.Reply, firstAt, agent, LogNormalMs(300_000, 0.7)),
            Event(id, 2, EventTypes.Reply, (firstAt + solvedAt) / 2000 * 1000, agent, LogNormalMs(300_000, 0.7)),
        };
        if (isOpen)
            return events;
        events.Add(Event(id, 3, EventTypes.Status, solvedAt, agent, null, "solved"));
        if (_random.Next(20) == 0)
        {
            events.Add(Event(id, 4, EventTypes.Status, solvedAt + DayMs, null, null, "open"));
            events.Add(Event(id, 5, EventTypes.Status, solvedAt + DayMs + LogNormalMs(7_200_000, 1), agent, null, "solved"));
        }
        return events;
    }

    private Survey[] Surveys(string id, long solvedAt) => _random.Next(3) > 0 ? [] :
    [
        new Survey
        {
            Id = id, Kind = SurveyKind.Csat, Ticket = id, SentAtMs = solvedAt, RespondedAtMs = solvedAt + LogNormalMs(14_400_000, 1),
            Score = 1 + Math.Min(4, _random.Next(9)), ScaleMin = 1, ScaleMax = 5,
        },
    ];

    private static TicketEvent Event(string ticket, int number, string type, long atMs, string? agent, long? durationMs, string? to = null) => new()
    {
        Id = $"{ticket}-{number}",
        Ticket = ticket,
        Type = type,
        AtMs = atMs,
        Actor = agent is null ? Actor.Customer : Actor.Agent,
        Agent = agent,
        Public = EventTypes.IsAnswer(type),
        DurationMs = durationMs,
        To = to,
    };

    /// <summary>Whole seconds, as most sources have them.</summary>
    private long LogNormalMs(double medianMs, double spread)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return (long)(medianMs * Math.Exp(spread * normal)) / 1000 * 1000;
    }

    private string Pick(string[] names) => names[_random.Next(names.Length)];

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(1, count).Select(n => $"{prefix}{n}")];
}

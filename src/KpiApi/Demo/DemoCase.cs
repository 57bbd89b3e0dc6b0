using KpiApi.Engine.Model;

namespace KpiApi.Demo;

/// <summary>A ticket with all that happened to it, as an integration would send it.</summary>
internal sealed record DemoCase(Ticket Ticket, IReadOnlyList<TicketEvent> Events, IReadOnlyList<Survey> Surveys);

/// <summary>
/// Writes down what happens to one ticket. Time only goes forward; what would happen after the end of the history has not happened,
/// which is how tickets are left open, unanswered or unassigned.
/// </summary>
internal sealed class DemoTimeline(Arrival arrival, WorkHours hours, long endMs)
{
    private readonly List<TicketEvent> _events = [];

    public string Id { get; } = $"T-{arrival.Number + 10_000}";
    public long AtMs { get; private set; } = arrival.AtMs;
    public bool IsOver => AtMs >= endMs;
    public IReadOnlyList<TicketEvent> Events => _events;
    public TicketStatus Status { get; private set; } = TicketStatus.New;
    public string Team { get; private set; } = arrival.Reason.Team;
    public string? Agent { get; private set; }
    public int Answers { get; private set; }
    public long? FirstAnswerMs { get; private set; }
    public long? SolvedMs { get; private set; }

    public void WaitUntil(long atMs) => AtMs = Math.Max(AtMs, atMs);

    public void Wait(double seconds) => AtMs += (long)seconds * 1000;

    public void Work(double seconds) => AtMs = hours.After(AtMs, seconds);

    public void Answer(string type, double seconds)
    {
        Add(type, Actor.Agent, Agent, isPublic: true, seconds: seconds);
        if (IsOver)
            return;
        Answers++;
        FirstAnswerMs ??= AtMs;
    }

    public void Note(double seconds) => Add(EventTypes.Note, Actor.Agent, Agent, seconds: seconds);

    public void BotAnswer() => Add(EventTypes.Reply, Actor.Bot, DemoStaff.Bot.Id, isPublic: true);

    public void CustomerMessage() => Add(EventTypes.CustomerMessage, Actor.Customer, null, isPublic: true);

    public void AssignTo(string agent, Actor actor)
    {
        Add(EventTypes.Assignment, actor, actor == Actor.Agent ? Agent : null, from: Agent, to: agent);
        if (!IsOver)
            Agent = agent;
    }

    public void HandOver(string team)
    {
        Add(EventTypes.Team, Actor.Agent, Agent, from: Team, to: team);
        if (!IsOver)
            Team = team;
    }

    public void Become(TicketStatus status, Actor actor)
    {
        if (status == Status)
            return;
        var by = actor == Actor.Agent ? Agent : actor == Actor.Bot ? DemoStaff.Bot.Id : null;
        Add(EventTypes.Status, actor, by, from: StatusNames.Name(Status), to: StatusNames.Name(status));
        if (IsOver)
            return;
        Status = status;
        SolvedMs = status == TicketStatus.Solved ? AtMs : SolvedMs;
    }

    public Ticket ToTicket() => new()
    {
        Id = Id,
        CreatedAtMs = arrival.AtMs,
        Channel = arrival.Channel.Name,
        Reason = arrival.Reason.Name,
        Priority = arrival.Priority,
        Account = arrival.Account,
        Tags = DemoTags.Of(arrival, this, endMs),
        Attributes = AttributeText.Write(new() { [DemoSettings.Product] = arrival.Product }),
        Team = Team,
        Agent = Agent,
        Status = Status,
        UpdatedAtMs = _events.Count == 0 ? arrival.AtMs : _events[^1].AtMs,
    };

    /// <summary>A second later than the one before, so that their order is never in doubt.</summary>
    private void Add(string type, Actor actor, string? agent, bool isPublic = false, double? seconds = null, string? from = null, string? to = null)
    {
        AtMs += 1000;
        if (IsOver)
            return;
        _events.Add(new TicketEvent
        {
            Id = $"{Id}-{_events.Count + 1}",
            Ticket = Id,
            Type = type,
            AtMs = AtMs,
            Actor = actor,
            Agent = agent,
            Public = isPublic,
            DurationMs = seconds is { } duration ? (long)duration * 1000 : null,
            From = from,
            To = to,
        });
    }
}

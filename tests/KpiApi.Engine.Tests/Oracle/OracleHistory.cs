using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>A ticket's history straight from metrics.md, section 2, with nothing of the engine's derivation.</summary>
internal sealed class OracleHistory
{
    private readonly Ticket _ticket;
    private readonly List<TicketEvent> _events;
    private readonly ISet<string> _bots;

    public OracleHistory(Ticket ticket, IEnumerable<TicketEvent> events, ISet<string> bots)
    {
        _ticket = ticket;
        _bots = bots;
        _events = OracleEvents.Of(events);
        Turns = FromMoments();
    }

    /// <summary>Resolutions and reopens in order.</summary>
    public List<Turn> Turns { get; }

    public Ticket Ticket => _ticket;

    /// <summary>In the order in which they happened.</summary>
    public IReadOnlyList<TicketEvent> Events => _events;

    public bool IsCounted => _ticket.Status is not (TicketStatus.Merged or TicketStatus.Spam or TicketStatus.Deleted);

    public string? Agent => _ticket.Agent ?? _events.LastOrDefault(e => e.Type == "assignment")?.To;

    public string? Team => _ticket.Team ?? _events.LastOrDefault(e => e.Type == "team")?.To;

    public string? Priority => _ticket.Priority ?? _events.LastOrDefault(e => e.Type == "priority")?.To;

    public List<Turn> Resolutions => [.. Turns.Where(t => t.Resolves)];

    public IEnumerable<TicketEvent> Work => _events.Where(e => e.Actor == Actor.Agent && !(e.Agent is not null && _bots.Contains(e.Agent)));

    public (long At, string? By)? FirstResponse
    {
        get
        {
            var answers = Work.Where(e => e.Public && e.Type is "reply" or "call" or "chat").Where(e => e.AtMs >= _ticket.CreatedAtMs);
            var answer = _ticket.CreatedBy == CreatedBy.Agent ? answers.ElementAtOrDefault(1) : answers.FirstOrDefault();
            return (_ticket.FirstResponseAtMs ?? answer?.AtMs) is { } at ? (at, answer?.Agent ?? Agent) : null;
        }
    }

    public long? HandleMs => _ticket.HandleMs ?? (Work.Any(e => e.DurationMs is not null) ? Work.Sum(e => e.DurationMs ?? 0) : null);

    public List<TicketEvent> Answers
    {
        get
        {
            var answers = Work.Where(e => e.Public && e.Type is "reply" or "call" or "chat").Where(e => e.Public && e.AtMs >= _ticket.CreatedAtMs).ToList();
            return _ticket.CreatedBy == CreatedBy.Agent ? [.. answers.Skip(1)] : answers;
        }
    }

    public bool HasEvents => _events.Count > 0;

    public bool WasReopened => Turns.Exists(t => !t.Resolves) || _ticket.Reopens > 0;

    /// <summary>Null when never resolved.</summary>
    public bool? IsFirstContact(long windowMs)
    {
        if (Resolutions.Count == 0)
            return null;
        var solved = Resolutions[0].At;
        var answers = Answers.Count == 0 ? _ticket.Replies ?? 0 : Answers.Count(a => a.AtMs <= solved);
        if (answers > 1)
            return false;
        if (!Turns.Exists(t => !t.Resolves))
            return !(_ticket.Reopens > 0);
        for (var i = 0; i < Turns.Count; i++)
        {
            if (Turns[i].Resolves || Turns[i].At > solved + windowMs)
                continue;
            var next = i + 1 < Turns.Count ? Turns[i + 1].At : long.MaxValue;
            if (Answers.Exists(a => a.AtMs >= Turns[i].At && a.AtMs <= next))
                return false;
        }
        return true;
    }

    /// <summary>The value before the first event that changed it.</summary>
    public string? AtCreation(string type, string? now) => _events.Find(e => e.Type == type)?.From ?? now;

    /// <summary>The stretches of <c>[from, to)</c> in which the ticket was open, each in one status.</summary>
    public IEnumerable<(long From, long To, string Status)> OpenTime(long from, long to)
    {
        var cuts = _events.Select(e => e.AtMs).Concat(Turns.Select(t => t.At)).Append(_ticket.CreatedAtMs).Append(from).Append(to)
            .Where(t => t >= from && t <= to).Distinct().Order().ToList();
        return cuts.Zip(cuts.Skip(1)).Where(c => IsOpenAt(c.First)).Select(c => (c.First, c.Second, StatusAt(c.First)));
    }

    /// <summary>Times in one stage, each in one stretch of being open; the last may not have ended.</summary>
    public IEnumerable<(string Stage, long From, long? To)> StageVisits()
    {
        var changes = Changes().ToList();
        for (var i = 0; i < changes.Count; i += 2)
        {
            var (from, to) = (changes[i].At, i + 1 < changes.Count ? changes[i + 1].At : (long?)null);
            if (from == to)
                continue;
            var entered = from;
            foreach (var at in _events.Select(e => e.AtMs).Where(t => t > from && (to is null || t < to)).Distinct())
            {
                if (StageAt(at) == StageAt(entered))
                    continue;
                yield return (StageAt(entered), entered, at);
                entered = at;
            }
            yield return (StageAt(entered), entered, to);
        }
    }

    /// <summary>From an instant on.</summary>
    public string StatusAt(long at) =>
        Changed.LastOrDefault(e => e.AtMs <= at)?.To switch
        {
            null => FirstStatus,
            "solved" or "closed" => "open",
            var status => status,
        };

    private string FirstStatus => Changed.FirstOrDefault()?.From is { } from and not ("solved" or "closed") ? from : "new";

    private IEnumerable<TicketEvent> Changed => _events.Where(e => e.Type == "status" && e.AtMs >= _ticket.CreatedAtMs);

    private string StageAt(long at) => _events.Exists(e => e.Type == "stage")
        ? _events.LastOrDefault(e => e.Type == "stage" && e.AtMs <= at)?.To ?? "(start)"
        : StatusAt(at);

    private bool IsOpenAt(long at) => Changes().Where(c => c.At <= at).Sum(c => c.Change) > 0;

    /// <summary>Creation, reopens and the resolutions that closed it, as +1 and −1.</summary>
    public IEnumerable<(long At, int Change)> Changes()
    {
        yield return (_ticket.CreatedAtMs, 1);
        var open = true;
        foreach (var turn in Turns)
        {
            if (turn.Resolves != open)
                continue;
            yield return (turn.At, open ? -1 : 1);
            open = !open;
        }
    }

    public bool IsOpenJustBefore(long at) => Changes().Where(c => c.At < at).Sum(c => c.Change) > 0;

    /// <summary>Who had the ticket at an instant or had it last before, by the assignment events if there are any; else who had resolved it.</summary>
    public string? AssignedAt(long at)
    {
        var assignments = _events.Where(e => e.Type == "assignment").ToList();
        var holders = assignments.Take(1).Select(e => e.From).Concat(assignments.Where(e => e.AtMs <= at).SelectMany(e => new[] { e.From, e.To }));
        var holder = assignments.Count == 0 ? Agent : assignments.LastOrDefault(e => e.AtMs <= at)?.To ?? holders.LastOrDefault(h => h is not null);
        return holder ?? Resolutions.LastOrDefault(r => r.At <= at).By;
    }

    /// <summary>
    /// Cuts all that events and the ticket tell into runs of solving and of opening. A run of solving has the times that the ticket states
    /// in it, else that of its first event, who also says who it was; a run of opening its first.
    /// </summary>
    private List<Turn> FromMoments()
    {
        var runs = new List<List<Moment>>();
        foreach (var moment in Moments())
        {
            if (runs.Count == 0 || runs[^1][0].Solves != moment.Solves)
                runs.Add([]);
            runs[^1].Add(moment);
        }
        var turns = new List<Turn>();
        var first = Math.Max(0, runs.FindIndex(r => r.Exists(m => m.At == _ticket.FirstResolvedAtMs && m.IsStated)));
        foreach (var run in runs.Skip(first).SkipWhile(r => !r[0].Solves))
        {
            var stated = run.Where(m => m.IsStated).Select(m => m.At).Distinct().ToList();
            var by = run.Find(m => !m.IsStated).By ?? Agent;
            turns.AddRange((run[0].Solves && stated.Count > 0 ? stated : [run[0].At]).Select(at => new Turn(at, run[0].Solves, by)));
        }
        return turns;
    }

    private List<Moment> Moments()
    {
        var moments = Changed.Select(e => new Moment(e.AtMs, IsSolved(e.To), e.Agent, IsSolved(e.From) && !IsSolved(e.To), false)).ToList();
        foreach (var at in new[] { _ticket.FirstResolvedAtMs, _ticket.ResolvedAtMs }.OfType<long>())
            moments.Insert(PlaceOf(at, moments), new Moment(at, true, null, false, true));
        if (_ticket.ClosedAtMs is not { } closed)
            return moments;
        var place = PlaceOf(closed, moments);
        var later = moments.Skip(place).SkipWhile(m => !m.Solves && !m.Leaves).Take(1).ToList();
        if (!(place > 0 && moments[place - 1].Solves) && later.All(m => m.Leaves))
            moments.Insert(place, new Moment(closed, true, null, false, true));
        return moments;
    }

    /// <summary>With what solves at that instant, else before what finds it solved, else after all.</summary>
    private static int PlaceOf(long at, List<Moment> moments)
    {
        var same = moments.Where(m => m.At == at).ToList();
        var within = same.Exists(m => m.Solves) ? same.FindIndex(m => m.Solves) + 1 : same.Exists(m => m.Leaves) ? same.FindIndex(m => m.Leaves) : same.Count;
        return moments.Count(m => m.At < at) + within;
    }

    private static bool IsSolved(string? status) => status is "solved" or "closed";

    private readonly record struct Moment(long At, bool Solves, string? By, bool Leaves, bool IsStated);

    internal readonly record struct Turn(long At, bool Resolves, string? By);
}

namespace KpiApi.Engine.Derivation;

/// <summary>Walks a ticket's transitions and collects its resolutions, reopens and open intervals.</summary>
/// <param name="createdAtMs">It is open from then on.</param>
/// <param name="assignee">Credited where nothing says who resolved.</param>
internal sealed class StatusWalk(long createdAtMs, string? assignee)
{
    private readonly List<Resolution> _resolutions = [];
    private readonly List<Reopen> _reopens = [];
    private readonly List<OpenInterval> _intervals = [];
    private long? _openFromMs = createdAtMs;

    /// <summary>The current resolution is a time stated by the ticket.</summary>
    private bool _isStated;

    /// <summary>Number of the latest stated resolutions that no event has attributed to an agent yet.</summary>
    private int _unclaimed;

    public StatusHistory Through(List<StatusTransition> transitions)
    {
        for (var i = 0; i < transitions.Count; i++)
        {
            var transition = transitions[i];
            if (transition.Origin == TransitionOrigin.FirstResolvedAt)
                StateFirst(transition.AtMs);
            else if (transition.Origin == TransitionOrigin.ResolvedAt)
                StateLast(transition.AtMs);
            else if (transition.Origin == TransitionOrigin.ClosedAt)
                StateClosed(transitions, i);
            else if (!transition.Resolves)
                Reopen(transition.AtMs);
            else if (_openFromMs is not null)
                Resolve(transition.AtMs, transition.Agent ?? assignee, isStated: false);
            else
                Claim(transition.Agent);
        }
        if (_openFromMs is { } still)
            _intervals.Add(new OpenInterval(still, null));
        for (var i = 0; i < _resolutions.Count; i++)
            _resolutions[i] = _resolutions[i] with { Order = Order(i, _resolutions.Count) };
        return new StatusHistory { Resolutions = [.. _resolutions], Reopens = [.. _reopens], OpenIntervals = [.. _intervals] };
    }

    /// <summary>Nothing was resolved before the first resolution: an event that says so is this one.</summary>
    private void StateFirst(long atMs)
    {
        var (isKnown, resolver) = _openFromMs is null ? (true, _resolutions[^1].Resolver) : (false, assignee);
        _resolutions.Clear();
        _reopens.Clear();
        _intervals.Clear();
        _openFromMs = createdAtMs;
        Resolve(atMs, resolver, isStated: true);
        _unclaimed = isKnown ? 0 : 1;
    }

    /// <summary>
    /// An event's resolution that still holds is this one. The stated first one is another: a ticket that states two was reopened between
    /// them, but nobody said when, so the second closes no interval and open(end) = open(start) + backlog_change holds.
    /// </summary>
    private void StateLast(long atMs)
    {
        if (_openFromMs is not null)
        {
            Resolve(atMs, assignee, isStated: true);
            _unclaimed = 1;
        }
        else if (!_isStated)
        {
            _resolutions[^1] = _resolutions[^1] with { AtMs = atMs };
            _intervals[^1] = _intervals[^1] with { ToMs = atMs };
            _isStated = true;
        }
        else if (atMs > _resolutions[^1].AtMs)
        {
            _resolutions.Add(_resolutions[^1] with { AtMs = atMs });
            if (_unclaimed > 0)
                _unclaimed++;
        }
    }

    /// <summary>Closing counts as the resolution if no other one exists before or after, unless an event in between finds the ticket closed.</summary>
    private void StateClosed(List<StatusTransition> transitions, int at)
    {
        var next = transitions.FindIndex(at + 1, m => m.Resolves || m.LeavesResolved);
        if (_openFromMs is not null && (next < 0 || transitions[next].LeavesResolved))
            StateLast(transitions[at].AtMs);
    }

    private void Resolve(long atMs, string? agent, bool isStated)
    {
        _resolutions.Add(new Resolution(atMs, agent, ResolutionOrder.Only));
        _intervals.Add(new OpenInterval(_openFromMs!.Value, atMs));
        _openFromMs = null;
        _isStated = isStated;
        _unclaimed = 0;
    }

    /// <summary>The first event that finds the ticket resolved at a stated time names the resolver.</summary>
    private void Claim(string? agent)
    {
        for (; _unclaimed > 0; _unclaimed--)
            _resolutions[^_unclaimed] = _resolutions[^_unclaimed] with { Resolver = agent ?? assignee };
    }

    private void Reopen(long atMs)
    {
        if (_openFromMs is not null)
            return;
        _reopens.Add(new Reopen(atMs, _resolutions[^1].Resolver));
        _openFromMs = atMs;
    }

    private static ResolutionOrder Order(int index, int count) =>
        count == 1 ? ResolutionOrder.Only
        : index == 0 ? ResolutionOrder.First
        : index == count - 1 ? ResolutionOrder.Last
        : ResolutionOrder.Between;
}

using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using NodaTime;

namespace KpiApi.Engine.Tests;

/// <summary>A help desk in memory: add what came in, then ask. Asked at noon of 2026-03-15 in UTC unless a test says otherwise.</summary>
/// <param name="rules">Calendars, policies and the window of first contact resolution.</param>
internal sealed class Desk(DerivationRules? rules = null) : IEnumerable
{
    private readonly List<Ticket> _tickets = [];
    private readonly List<TicketEvent> _events = [];
    private readonly List<Survey> _surveys = [];
    private readonly List<Account> _accounts = [];
    private readonly List<Shift> _shifts = [];
    private readonly List<Cost> _costs = [];

    public FrozenSet<string> Bots { get; init; } = [];

    public DerivationRules Rules { get; } = rules ?? DerivationRules.Default;

    public string Now { get; init; } = "2026-03-15T12:00Z";

    public IReadOnlyList<Ticket> Tickets => _tickets;

    public IReadOnlyList<TicketEvent> Events => _events;

    public IReadOnlyList<Survey> Surveys => _surveys;

    public IReadOnlyList<Account> Accounts => _accounts;

    public IReadOnlyList<Shift> Shifts => _shifts;

    public IReadOnlyList<Cost> Costs => _costs;

    public FactSnapshot Snapshot => BusyWriter.Publish([.. Changes()], Rules.Attributes);

    public QueryDefaults Defaults => new(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(Given.At(Now)))
    {
        HasCalendar = Rules.Calendars.Count > 0,
        FcrWindowMs = Rules.FcrWindowMs,
    };

    public void Add(Ticket ticket) => _tickets.Add(ticket);

    public void Add(TicketEvent e) => _events.Add(e);

    public void Add(Survey survey) => _surveys.Add(survey);

    public void Add(Account account) => _accounts.Add(account);

    public void Add(Shift shift) => _shifts.Add(shift);

    public void Add(Cost cost) => _costs.Add(cost);

    /// <summary>One change an owner.</summary>
    public IEnumerable<FactChange> Changes()
    {
        var timelines = _tickets
            .Select(t => new Timeline(t, [.. _events.Where(e => e.Ticket == t.Id)], [.. _surveys.Where(s => s.Ticket == t.Id)]))
            .Concat(_surveys.Where(s => s.Ticket is null).Select(s => new Timeline(null, [], [s])));
        var withBots = Rules with { Bots = Bots };
        return timelines.Select(t => new FactChange(t.Key, FactDerivation.Derive(t, withBots)))
            .Concat(_accounts.Select(OwnerFacts.Of).Concat(_shifts.Select(OwnerFacts.Of)).Concat(_costs.Select(OwnerFacts.Of)).Select(o => new FactChange(o.Key, o)));
    }

    /// <summary>The facts of the first owner; null when it counts nowhere.</summary>
    public OwnerFacts? Facts() => Changes().First().Facts;

    public KpiResult Ask(string query) => Ask(query, Snapshot);

    public KpiResult Ask(string query, FactSnapshot snapshot)
    {
        var (parsed, errors) = QueryParser.Parse(Request(query), snapshot, Defaults);
        Assert.Empty(errors);
        var (result, problems) = Executors.Fast.Execute(parsed!, snapshot);
        Assert.Empty(problems);
        AssertSameEveryWay(query, parsed!, snapshot, result!);
        return result!;
    }

    /// <summary>The plain ways give the same, and so does what the first answer left for the next two; the last while others are published.</summary>
    private void AssertSameEveryWay(string request, KpiQuery query, FactSnapshot snapshot, KpiResult result)
    {
        var expected = ResultText.Of(result);
        Assert.Equal(ResultText.Of(Executors.Plain.Execute(query, snapshot).Result!), expected);
        Assert.Equal(expected, ResultText.Of(Executors.Fast.Execute(query, snapshot).Result!));
        Assert.Equal(expected, BusyWriter.WhilePublishing(snapshot, () =>
        {
            var (again, errors) = QueryParser.Parse(Request(request), snapshot, Defaults);
            Assert.Empty(errors);
            return ResultText.Of(Executors.Fast.Execute(again!, snapshot).Result!);
        }));
    }

    /// <summary>The first metric of the only row.</summary>
    public KpiValue Value(string query) => Assert.Single(Ask(query).Rows).Values[0];

    /// <summary>The first metric of each row.</summary>
    public decimal?[] Column(string query) => [.. Ask(query).Rows.Select(r => r.Values[0].Value)];

    /// <summary>Each row's first key with its first metric: <c>email 3</c>.</summary>
    public string[] Groups(string query) =>
        [.. Ask(query).Rows.Select(r => FormattableString.Invariant($"{r.Keys[0] ?? "null"} {r.Values[0].Value?.ToString(CultureInfo.InvariantCulture) ?? "null"}"))];

    /// <summary>Everything wrong with a query.</summary>
    public IReadOnlyList<QueryError> Errors(string query)
    {
        var (parsed, errors) = QueryParser.Parse(Request(query), Snapshot, Defaults);
        Assert.Equal(errors.Count > 0, parsed is null);
        return errors;
    }

    /// <summary>What only the data could show to be wrong.</summary>
    public QueryError Problem(string query)
    {
        var (result, problems) = Executors.Fast.Execute(Parse(query), Snapshot);
        Assert.Null(result);
        return Assert.Single(problems);
    }

    public KpiQuery Parse(string query)
    {
        var (parsed, errors) = QueryParser.Parse(Request(query), Snapshot, Defaults);
        Assert.Empty(errors);
        return parsed!;
    }

    /// <summary>As in a query string, not escaped; a name without "=" has no value at all.</summary>
    public static KpiRequest Request(string query)
    {
        var request = new KpiRequest();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            _ = at < 0 ? request.Add(part) : request.Add(part[..at], part[(at + 1)..]);
        }
        return request;
    }

    IEnumerator IEnumerable.GetEnumerator() => _tickets.GetEnumerator();
}

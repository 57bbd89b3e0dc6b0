using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests;

/// <summary>Many small owners, to fill more than one chunk: the same for the same numbers. March 2026 and the days around it.</summary>
internal static class ManyFacts
{
    public const string Month = "from=2026-03-01&to=2026-04-01";

    private static readonly long s_start = Given.At("2026-02-20");
    private static readonly string?[] s_channels = ["email", "chat", "télé", null];
    private static readonly string?[] s_types = ["reply", "call", "note"];

    /// <summary>One query for every aggregate.</summary>
    public static readonly string[] Queries =
    [
        $"metrics=tickets_created,tickets_resolved,backlog_change,open_tickets&{Month}&interval=day&groupBy=channel",
        $"metrics=resolution_time,resolution_time:p90,resolution_time:max,handle_time:median,reopens&{Month}&groupBy=agent,reason&orderBy=-resolution_time:p90&limit=500",
        $"metrics=csat,csat_score,nps,ces:p25,survey_responses&{Month}&interval=week&groupBy=channel",
        $"metrics=activities,tickets_handled&{Month}&groupBy=activityType,agent&interval=hour_of_day",
        $"metrics=tickets_handled,tickets_resolved,first_response_time:p99&{Month}&groupBy=account&orderBy=-tickets_handled&limit=10&others=true",
    ];

    /// <summary>A ticket with a few rows in every table; <paramref name="edition"/> changes what it says.</summary>
    /// <param name="number">Of the ticket: <c>T7</c>.</param>
    /// <param name="edition">Another one has other facts.</param>
    /// <param name="createdMs">At any time of fifty days, unless it is given.</param>
    /// <param name="names">Ends every name of an agent, channel, reason, account and activity type.</param>
    public static OwnerFacts Ticket(int number, int edition = 0, long? createdMs = null, string names = "")
    {
        var random = new Random(number * 31 + edition);
        var agent = $"a{random.Next(30)}{names}";
        var created = createdMs ?? s_start + random.Next(50 * 24 * 60) * 60_000L;
        var solved = created + random.Next(10_000) * 1000L;
        var reopened = solved + random.Next(10_000) * 1000L;
        OpenInterval[] open = [new(created, solved), new(reopened, random.Next(3) == 0 ? null : reopened + 5000)];
        var facts = new TicketFacts(created, agent, null, s_channels[random.Next(4)] is { } channel ? channel + names : null, $"r{random.Next(20)}{names}", null, $"c{random.Next(500)}{names}",
            TicketStatus.Open, created + random.Next(5000), agent, random.Next(2) == 0 ? null : random.Next(100_000));
        return new OwnerFacts
        {
            Key = new OwnerKey(OwnerKind.Ticket, $"T{number}"),
            Ticket = facts,
            Resolutions = [new(solved, agent, ResolutionOrder.First), new(reopened + 5000, "a1", ResolutionOrder.Last)],
            Reopens = [new(reopened, agent)],
            OpenIntervals = open,
            StatusIntervals = [.. open.Select(o => new StatusInterval(o.FromMs, o.ToMs, TicketStatus.Open, IntervalEdges.Both))],
            Activities = [.. Enumerable.Range(0, random.Next(4)).Select(i => new Activity(created + i * 1000, s_types[i]! + names, agent, null))],
            Surveys = random.Next(3) == 0 ? [Survey(random, solved, facts.Channel)] : [],
        };
    }

    public static OwnerFacts Lone(int number)
    {
        var random = new Random(number);
        return new OwnerFacts
        {
            Key = new OwnerKey(OwnerKind.Survey, $"T{number}"),
            Surveys = [Survey(random, s_start + random.Next(50 * 24) * 3_600_000L, null)],
        };
    }

    public static FactChange[] Tickets(int count) => [.. Enumerable.Range(0, count).Select(n => Change(Ticket(n)))];

    public static FactChange Change(OwnerFacts facts) => new(facts.Key, facts);

    public static FactSnapshot Publish(IReadOnlyList<FactChange> changes) => BusyWriter.Publish(changes);

    /// <summary>Every answer as text.</summary>
    public static string[] Ask(FactSnapshot snapshot) => [.. Queries.Select(q => ResultText.Of(new Desk().Ask(q, snapshot)))];

    private static SurveyFacts Survey(Random random, long at, string? channel)
    {
        var kind = (SurveyKind)random.Next(3);
        var score = random.Next(1, 6) * SurveyScale.UnitsPerPoint;
        return new SurveyFacts("S", kind, at, at, "a2", null, channel, null, null, (SurveyOutcome)random.Next(3), score, score, "1–5");
    }
}

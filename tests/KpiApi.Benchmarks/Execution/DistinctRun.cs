using System.Diagnostics;
using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using NodaTime;

namespace KpiApi.Benchmarks.Execution;

/// <summary>
/// What hostile or unlucky data costs: as many agents, accounts and reasons as tickets, all tickets of one millisecond, one ticket with a hundred
/// thousand events. Each number is asked of half as many first: what grows faster than the data shows in the last column.
/// </summary>
internal static class DistinctRun
{
    private const long AtMs = 1_767_225_600_000;
    private const int Events = 100_000;

    private static readonly QueryExecutor s_executor = new();
    private static readonly string[] s_dimensions = ["", "agent", "account", "reason", "agent,account,reason"];

    public static void Run(int tickets)
    {
        Derive(Events / 2);
        Derive(Events);
        var (half, whole) = (Publish(tickets / 2), Publish(tickets));
        Console.WriteLine("metric by dimensions: rows; milliseconds and MB allocated, first asked; of half as many; times as long");
        foreach (var metric in MetricCatalogue.All)
        {
            foreach (var dimensions in s_dimensions.Where(d => Allows(metric, d)))
            {
                Ask(metric.Name, dimensions, half);
                var (least, some) = (Ask(metric.Name, dimensions, half), Ask(metric.Name, dimensions, whole));
                Write($"{metric.Name} by {dimensions}: {some.Rows}; {some.Ms:0} ms, {some.Bytes / 1e6:0} MB; {least.Ms:0} ms, {least.Bytes / 1e6:0} MB; {some.Ms / Math.Max(1, least.Ms):0.0}");
            }
        }
    }

    private static bool Allows(Metric metric, string dimensions) =>
        dimensions.Split(',', StringSplitOptions.RemoveEmptyEntries).All(d => metric.Allows(DimensionNames.Parse(d)!.Value));

    private static (string Rows, double Ms, long Bytes) Ask(string metric, string dimensions, FactSnapshot snapshot)
    {
        var request = new KpiRequest().Add("metrics", metric).Add("from", "2025-12-01").Add("to", "2026-03-01");
        foreach (var dimension in dimensions.Split(',', StringSplitOptions.RemoveEmptyEntries))
            request.Add("groupBy", dimension);
        s_executor.ClearCache();
        var (before, started) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        var (query, errors) = QueryParser.Parse(request, snapshot, new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(AtMs + 86_400_000)));
        var (result, problems) = query is null ? (null, errors) : s_executor.Execute(query, snapshot);
        var rows = result is null ? problems[0].Code : result.RowCount.ToString("N0", CultureInfo.InvariantCulture);
        _ = result?.Rows.Count;
        return (rows, Stopwatch.GetElapsedTime(started).TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    private static FactSnapshot Publish(int tickets)
    {
        var writer = new FactWriter();
        var started = Stopwatch.GetTimestamp();
        for (var first = 0; first < tickets; first += 20_000)
        {
            writer.Publish([.. Enumerable.Range(first, Math.Min(20_000, tickets - first)).SelectMany(n => new[] { Ticket(n), Account(n) })], first + 1);
        }
        Write($"{tickets:N0} tickets with as many agents, accounts and reasons published in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms, {writer.Current.SizeBytes / 1e6:0} MB");
        return writer.Current;
    }

    private static FactChange Ticket(int n)
    {
        var ticket = new Ticket
        {
            Id = Name("T", n),
            CreatedAtMs = AtMs,
            Agent = Name("agent", n),
            Reason = Name("reason", n),
            Account = Name("account", n),
            FirstResponseAtMs = AtMs + 1000,
            ResolvedAtMs = n % 2 == 0 ? AtMs + 60_000 : null,
            HandleMs = 60_000,
        };
        var survey = new Survey { Id = Name("S", n), Kind = SurveyKind.Csat, Ticket = ticket.Id, RespondedAtMs = AtMs + 120_000, Score = 5, ScaleMin = 1, ScaleMax = 5 };
        var reply = new TicketEvent { Id = Name("E", n), Ticket = ticket.Id, Type = EventTypes.Reply, AtMs = AtMs + 1000, Agent = ticket.Agent, Public = true, DurationMs = 1000 };
        var facts = FactDerivation.Derive(new Timeline(ticket, [reply], [survey]), DerivationRules.Default);
        return new FactChange(new OwnerKey(OwnerKind.Ticket, ticket.Id), facts);
    }

    private static FactChange Account(int n)
    {
        var account = new Account { Id = Name("account", n), ValueUnits = 10_000, SinceMs = AtMs - 86_400_000 };
        return new FactChange(new OwnerKey(OwnerKind.Account, account.Id), OwnerFacts.Of(account));
    }

    /// <summary>Every kind of event, reopened again and again, a thousand of each instant.</summary>
    private static void Derive(int events)
    {
        var all = Enumerable.Range(0, events).Select(n => new TicketEvent
        {
            Id = Name("", n),
            Ticket = "T",
            Type = (n % 4) switch { 0 => EventTypes.Status, 1 => EventTypes.Reply, 2 => EventTypes.Assignment, _ => EventTypes.Stage },
            AtMs = AtMs + n / 1000,
            From = (n % 4) switch { 0 => n % 8 == 0 ? "open" : "solved", 2 => Name("", n - 4), _ => null },
            To = (n % 4) switch { 0 => n % 8 == 0 ? "solved" : "open", 1 => null, _ => Name("", n) },
            Public = true,
        }).Reverse().ToList();
        var timeline = new Timeline(new Ticket { Id = "T", CreatedAtMs = AtMs }, all, []);
        FactDerivation.Derive(timeline, DerivationRules.Default);
        var started = Stopwatch.GetTimestamp();
        var facts = FactDerivation.Derive(timeline, DerivationRules.Default)!;
        Write($"a ticket of {events:N0} events, {facts.Resolutions.Count:N0} resolutions, derived in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
    }

    private static string Name(string kind, int n) => string.Create(CultureInfo.InvariantCulture, $"{kind}{n}");

    private static void Write(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}

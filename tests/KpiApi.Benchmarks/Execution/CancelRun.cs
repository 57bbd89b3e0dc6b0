using System.Diagnostics;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using NodaTime;

namespace KpiApi.Benchmarks.Execution;

/// <summary>How long costly queries go on after they were cancelled, each at many moments of its run.</summary>
internal static class CancelRun
{
    private const int Seed = 1;
    private const int Cancellations = 30;

    private static readonly QueryExecutor s_executor = new();
    private static readonly string[] s_questions =
    [
        $"metrics={string.Join(',', MetricCatalogue.All.Where(m => m.Allows(Dimension.Account)).Select(m => m.Name))}&groupBy=account&interval=month",
        "metrics=resolution_time:median,resolution_time:p90,first_response_time:p95&groupBy=account&interval=week",
        "metrics=tickets_created,resolution_time&groupBy=agent,account,reason",
        "metrics=csat,resolution_time&groupBy=account&orderBy=-resolution_time&limit=20&others=true",
        "metrics=open_tickets,backlog_change&groupBy=account&interval=day",
    ];

    public static void Run(int tickets)
    {
        var snapshot = SyntheticDesk.Load(tickets).Current;
        var random = new Random(Seed);
        foreach (var question in s_questions)
        {
            var query = Parse(question, snapshot);
            s_executor.ClearCache();
            var whole = Stopwatch.StartNew();
            s_executor.Execute(query, snapshot);
            whole.Stop();
            var late = Enumerable.Range(0, Cancellations).Select(_ => Cancel(query, snapshot, random.NextDouble() * whole.Elapsed)).OfType<double>().Order().ToList();
            Console.WriteLine(FormattableString.Invariant(
                $"{whole.ElapsedMilliseconds:N0} ms if not cancelled; ends after a cancellation in {late[late.Count / 2]:0.0} ms (median), {late[^1]:0.0} (most) of {late.Count}: {question}"));
        }
    }

    /// <summary>Milliseconds from the cancellation to the end; null where the end came first.</summary>
    private static double? Cancel(KpiQuery query, FactSnapshot snapshot, TimeSpan after)
    {
        s_executor.ClearCache();
        using var source = new CancellationTokenSource();
        long cancelled = 0;
        using var registration = source.Token.Register(() => Volatile.Write(ref cancelled, Stopwatch.GetTimestamp()));
        source.CancelAfter(after);
        try
        {
            s_executor.Execute(query, snapshot, source.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            // The run may see it before the callback has told when it was.
            return Volatile.Read(ref cancelled) is > 0 and var at ? Stopwatch.GetElapsedTime(at).TotalMilliseconds : 0;
        }
    }

    private static KpiQuery Parse(string question, FactSnapshot snapshot)
    {
        var request = new KpiRequest().Add("period", "all");
        foreach (var parameter in question.Split('&').Select(part => part.Split('=', 2)))
            request.Add(parameter[0], parameter[1]);
        var defaults = new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(SyntheticDesk.EndMs));
        var (query, errors) = QueryParser.Parse(request, snapshot, defaults);
        return query ?? throw new ArgumentException(string.Join('\n', errors.Select(e => e.Message)));
    }
}

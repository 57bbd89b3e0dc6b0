using System.Diagnostics;
using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;
using NodaTime;

namespace KpiApi.Benchmarks.Execution;

/// <summary>Questions of which none was asked before: the first, second and third time, and by the plain variants.</summary>
internal static class FirstAskedRun
{
    private const int Slowest = 15;

    /// <summary>Of which the fastest counts: what else the machine does is left out.</summary>
    private const int Rounds = 5;

    private static readonly string[] s_ways = ["first", "second", "third", "plain"];

    /// <param name="seed">Of the questions.</param>
    public static void Run(int tickets, int questions, int seed)
    {
        var snapshot = SyntheticDesk.Load(tickets).Current;
        var (fast, plain) = (new QueryExecutor(), new QueryExecutor(new Optimizations(AreOn: false)));
        // Code that is not compiled for good yet would be measured too.
        foreach (var question in RandomQuestions.Of(snapshot, questions, seed + 1))
            Measure(question, snapshot, fast, plain);
        var all = RandomQuestions.Of(snapshot, questions, seed).Select(question => (Question: question, Ms: Measure(question, snapshot, fast, plain))).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tickets:N0} tickets, {all.Count} questions, seed {seed}; milliseconds"));
        for (var way = 0; way < s_ways.Length; way++)
        {
            var ms = all.Select(one => one.Ms[way]).Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{s_ways[way],-8} geometric mean {Math.Exp(ms.Average(Math.Log)):0.00}, median {ms[ms.Count / 2]:0.00}, p99 {ms[ms.Count * 99 / 100]:0.0}, most {ms[^1]:0.0}"));
        }

        Console.WriteLine($"better of first and plain: {Math.Exp(all.Average(one => Math.Log(Math.Min(one.Ms[0], one.Ms[3])))).ToString("0.00", CultureInfo.InvariantCulture)}");
        foreach (var (question, ms) in all.OrderByDescending(one => one.Ms[0] / one.Ms[3]).Take(Slowest))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ms[0] / ms[3]:0.00} times plain: first {ms[0]:0.0}, second {ms[1]:0.0}, plain {ms[3]:0.0}: {question}"));
        foreach (var (question, ms) in all.OrderByDescending(one => one.Ms[0]).Take(Slowest))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first {ms[0]:0.0}, second {ms[1]:0.0}, plain {ms[3]:0.0}: {question}"));
    }

    private static double[] Measure(string question, FactSnapshot snapshot, QueryExecutor fast, QueryExecutor plain)
    {
        var query = Parse(question, snapshot);
        var best = Enumerable.Repeat(double.MaxValue, s_ways.Length).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            fast.ClearCache();
            double[] ms = [Time(fast, query, snapshot), Time(fast, query, snapshot), Time(fast, query, snapshot), Time(plain, query, snapshot)];
            for (var way = 0; way < ms.Length; way++)
                best[way] = Math.Min(best[way], ms[way]);
        }

        return best;
    }

    private static double Time(QueryExecutor executor, KpiQuery query, FactSnapshot snapshot)
    {
        var started = Stopwatch.GetTimestamp();
        var rows = executor.Execute(query, snapshot).Result?.Rows.Count ?? 0;
        var ms = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return rows < 0 ? 0 : ms;
    }

    private static KpiQuery Parse(string question, FactSnapshot snapshot)
    {
        var request = new KpiRequest();
        foreach (var parameter in question.Split('&').Select(part => part.Split('=', 2)))
            request.Add(parameter[0], parameter[1]);
        var defaults = new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(SyntheticDesk.EndMs));
        var (query, errors) = QueryParser.Parse(request, snapshot, defaults);
        return query ?? throw new ArgumentException($"{question}: {string.Join('\n', errors.Select(e => e.Message))}");
    }
}

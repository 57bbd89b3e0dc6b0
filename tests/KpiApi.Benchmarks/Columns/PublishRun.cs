using System.Diagnostics;
using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;
using NodaTime;

namespace KpiApi.Benchmarks.Columns;

/// <summary>
/// The next snapshot after a commit: 500 tickets that are new, of the last weeks, or of a longer time; and a question about it, since columns are made when they are
/// first asked for. Not with the other benchmarks, because nothing can be appended twice, and a few invocations measure code that is not compiled for good yet.
/// </summary>
internal static class PublishRun
{
    private const int Batch = 500;

    /// <summary>Of a million in two years, the tickets of about the last two weeks.</summary>
    private const int Recent = 20_000;

    private const int TenChunks = 10 * FactChunk.Capacity;

    private static readonly QueryExecutor s_executor = new();
    private static readonly QueryDefaults s_defaults = new(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(SyntheticDesk.EndMs));

    public static void Run(int tickets, int rounds)
    {
        var (desk, writer) = (new SyntheticDesk(3, tickets), SyntheticDesk.Load(tickets));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tickets:N0} tickets, {Batch} a publish, {rounds} rounds; milliseconds"));
        var kinds = new (string Name, Func<int, int> Number)[]
        {
            ("new", i => tickets + i),
            ("changes of recent ones", i => tickets - 1 - i % Batch * (Recent / Batch)),
            ("changes over ten chunks", i => tickets - 1 - i % Batch * (TenChunks / Batch)),
        };
        foreach (var (name, number) in kinds)
        {
            var (published, asked) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                FactChange[] changes = [.. Enumerable.Range(round * Batch, Batch).Select(i => desk.Change(number(i)))];
                published.Add(Milliseconds(() => writer.Publish(changes, round + 2)));
                asked.Add(Milliseconds(() => Ask(writer.Current)));
            }
            Console.WriteLine($"{name}: {Told(published)}; then a question: {Told(asked)}");
        }
    }

    private static double Milliseconds(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>A leaderboard of 90 days.</summary>
    private static void Ask(FactSnapshot snapshot)
    {
        var request = new KpiRequest();
        foreach (var (name, value) in new[] { ("metrics", "tickets_created,tickets_resolved,first_response_time:median,csat"), ("period", "last_90_days"), ("groupBy", "agent") })
            request.Add(name, value);
        var (query, _) = QueryParser.Parse(request, snapshot, s_defaults);
        foreach (var _ in s_executor.Execute(query!, snapshot).Result!.Rows)
        {
            // Rows are finished when they are read.
        }
    }

    /// <summary>Of the last two thirds.</summary>
    private static string Told(List<double> ms)
    {
        double[] times = [.. ms.Skip(ms.Count / 3).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"median {times[times.Length / 2]:0.00}, p95 {times[times.Length * 95 / 100]:0.00}, fastest {times[0]:0.00}, slowest {times[^1]:0.00}");
    }
}

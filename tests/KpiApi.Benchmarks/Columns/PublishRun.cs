using System.Diagnostics;
using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;

namespace KpiApi.Benchmarks.Columns;

/// <summary>
/// The next snapshot after a commit: 500 tickets that are new, of the last weeks, or of a longer time. Not with the other benchmarks, because
/// nothing can be appended twice, and a few invocations measure code that is not compiled for good yet.
/// </summary>
internal static class PublishRun
{
    private const int Batch = 500;

    /// <summary>Of a million in two years, the tickets of about the last two weeks.</summary>
    private const int Recent = 20_000;

    private const int TenChunks = 10 * FactChunk.Capacity;

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
            var times = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                FactChange[] changes = [.. Enumerable.Range(round * Batch, Batch).Select(i => desk.Change(number(i)))];
                var started = Stopwatch.GetTimestamp();
                writer.Publish(changes, round + 2);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times = [.. times.Skip(rounds / 3).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: median {times[times.Count / 2]:0.00}, p95 {times[times.Count * 95 / 100]:0.00}, fastest {times[0]:0.00}, slowest {times[^1]:0.00}"));
        }
    }
}

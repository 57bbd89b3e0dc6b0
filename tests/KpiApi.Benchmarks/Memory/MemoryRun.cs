using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Benchmarks.Execution;
using KpiApi.Benchmarks.Neighbours;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using NodaTime;

namespace KpiApi.Benchmarks.Memory;

/// <summary>What the process of a service takes, as the system measures it, while it loads tickets and answers questions of which no two are alike.</summary>
internal static class MemoryRun
{
    /// <summary>As many as it takes to know every name that questions filter by.</summary>
    private const int TicketsWithAllNames = 200_000;

    private const int QuestionsAtOnce = 4;

    private static readonly string[] s_parts = ["heap", "columns", "names", "index", "partials", "answers", "queries"];

    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);

    /// <param name="service">Folder of the published service.</param>
    /// <param name="megabytes">That it is given.</param>
    /// <returns>0 when it never took more than that, 1 when it did.</returns>
    public static async Task<int> RunAsync(string service, int tickets, int questions, int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-memory-");
        try
        {
            using var process = await ServiceProcess.StartAsync(
                service, Path.Combine(folder.FullName, "kpi.db"), ("Kpi__MemoryMegabytes", megabytes == 0 ? null : megabytes.ToString(CultureInfo.InvariantCulture)), (ServiceProcess.HeapLimit, null));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tickets:N0} tickets, {questions:N0} questions, {megabytes:N0} MB; load {Load.Now}"));
            Console.WriteLine("| | working set, MB | the most so far | told, MB |");
            Console.WriteLine("| --- | ---: | ---: | --- |");
            using var watch = new WorkingSetWatch(process);
            using var admin = Caller.Admin(process.Address);
            await WriteAsync("started", watch, admin);
            await Desk.LoadAsync(process.Address, tickets);
            await WriteAsync("loaded", watch, admin);
            var statuses = await AskAsync(process.Address, Questions(questions));
            await WriteAsync("asked", watch, admin);
            await Task.Delay(s_rest);
            await WriteAsync("after a rest", watch, admin);
            Console.WriteLine($"answers: {string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}"))}; load {Load.Now}");
            return watch.MostMegabytes > megabytes ? 1 : 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(string when, WorkingSetWatch watch, Caller admin)
    {
        using var answer = await admin.SendAsync(HttpMethod.Get, "/v1/status");
        var status = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var memory = (status["memory"] ?? status["data"])!;
        var parts = s_parts.Select(part => $"{part} {(long)(memory[$"{part}Bytes"] ?? memory[part]?["bytes"] ?? 0L) >> 20}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {when} | {watch.Megabytes} | {watch.MostMegabytes} | {string.Join(", ", parts)} |"));
    }

    /// <summary>Those of the made-up desk's last days, by dates: a service knows no other today than its own.</summary>
    private static IEnumerable<string> Questions(int count)
    {
        var snapshot = SyntheticDesk.Load(TicketsWithAllNames).Current;
        return RandomQuestions.Of(snapshot, count, seed: 1).Select(question => WithDates(question, snapshot));
    }

    private static string WithDates(string question, FactSnapshot snapshot)
    {
        var parts = question.Split('&');
        var request = new KpiRequest();
        foreach (var part in parts.Select(part => part.Split('=', 2)))
            request.Add(part[0], part[1]);
        var (query, _) = QueryParser.Parse(request, snapshot, new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(SyntheticDesk.EndMs)));
        var period = query!.Period;
        return string.Join('&', parts.Select(part => part.StartsWith("period=", StringComparison.Ordinal) && part != "period=all"
            ? $"from={InstantText.Utc(period.FromMs)}&to={InstantText.Utc(period.ToMs)}"
            : part));
    }

    /// <summary>How often each status came.</summary>
    private static async Task<SortedDictionary<int, int>> AskAsync(Uri address, IEnumerable<string> questions)
    {
        var statuses = new SortedDictionary<int, int>();
        using var caller = await Caller.WithNewKeyAsync(address, "asker");
        await Parallel.ForEachAsync(questions, new ParallelOptions { MaxDegreeOfParallelism = QuestionsAtOnce }, async (question, cancel) =>
        {
            var status = await caller.TryAsync(HttpMethod.Get, $"/v1/kpis?{question}", null, cancel);
            lock (statuses)
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
        });
        return statuses;
    }
}

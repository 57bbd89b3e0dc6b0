using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiApi.Benchmarks.Neighbours;

/// <summary>
/// What a good caller notices of a bad one: its reads and writes alone, then beside each attack, each time in a new process over the same data.
/// </summary>
internal static class NeighbourRun
{
    private const int WarmUpSeconds = 20;

    /// <summary>For ten million tickets, whose columns take a gigabyte.</summary>
    private const string MemoryOfMany = "3000";

    /// <param name="service">Folder of the published service.</param>
    /// <param name="seconds">That each attack takes.</param>
    /// <param name="only">Part of the name of the attacks to run; null for all.</param>
    /// <param name="tickets">With more than usual the heap has no limit but that of the service's own option.</param>
    public static async Task RunAsync(string service, int seconds, string? only, int tickets)
    {
        (string, string?)[] options = tickets > Desk.Tickets ? [(ServiceProcess.HeapLimit, null), ("Kpi__MemoryMegabytes", MemoryOfMany)] : [];
        var folder = Directory.CreateTempSubdirectory("kpi-neighbours-");
        var database = Path.Combine(folder.FullName, "kpi.db");
        try
        {
            string[] metrics;
            using (var first = await ServiceProcess.StartAsync(service, database, options))
            {
                await Desk.LoadAsync(first.Address, tickets);
                metrics = await MetricsAsync(first.Address);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tickets:N0} tickets, {seconds} s each, milliseconds, load {Load.Now} before"));
            Console.WriteLine("| beside | reads p50 | reads p99 | writes p50 | writes p99 | failed | refused | peak MB | its answers |");
            Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
            var attacks = Attack.All(metrics).Where(a => only is null || a.Name.Contains(only, StringComparison.OrdinalIgnoreCase));
            foreach (var attack in attacks.Prepend(null))
                await RunAsync(service, database, options, attack, metrics, TimeSpan.FromSeconds(seconds));
            Console.WriteLine($"load {Load.Now} after");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string folder, string database, (string, string?)[] options, Attack? attack, string[] metrics, TimeSpan time)
    {
        using var service = await ServiceProcess.StartAsync(folder, database, options);
        using var good = await Caller.WithNewKeyAsync(service.Address, "good");
        using var bad = attack is { WithKey: false } ? Caller.WithoutKey(service.Address) : await Caller.WithNewKeyAsync(service.Address, "bad");
        await new GoodCaller(good, "W").RunAsync(TimeSpan.FromSeconds(WarmUpSeconds));

        using var attacker = attack is null ? null : AttackProcess.Start(attack.Name, bad, metrics);
        var measured = await new GoodCaller(good, "G").RunAsync(time);
        var answers = attacker is null ? "" : await attacker.EndAsync();
        var peak = service.PeakMegabytes is { } megabytes ? megabytes.ToString(CultureInfo.InvariantCulture) : "the process died";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {attack?.Name ?? "nobody"} | {Measured.Percentile(measured.Reads, 50):0.0} | {Measured.Percentile(measured.Reads, 99):0.0} | {Measured.Percentile(measured.Writes, 50):0.0} | {Measured.Percentile(measured.Writes, 99):0.0} | {measured.Failed} | {measured.Refused} | {peak} | {answers} |"));
    }

    /// <summary>Names of those that can be grouped by account.</summary>
    private static async Task<string[]> MetricsAsync(Uri address)
    {
        using var admin = Caller.Admin(address);
        using var answer = await admin.SendAsync(HttpMethod.Get, "/v1/metrics");
        var items = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["items"]!.AsArray();
        return [.. items.Where(m => m!["dimensions"]!.AsArray().Any(d => (string)d! == "account")).Select(m => (string)m!["name"]!)];
    }
}

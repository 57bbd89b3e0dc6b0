using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Model;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.ColumnsFile;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiApi.Benchmarks.Storage;

/// <summary>
/// Tickets of a file, in turn: raw inserts, and posted as NDJSON to a whole service (client and service in this process) until they are
/// durable and visible. Both into new databases in a temporary folder.
/// </summary>
internal static class ArrivalRun
{
    public static async Task RunAsync(string file, int rounds)
    {
        var count = File.ReadLines(file).Count();
        var (raw, http) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var folder = Directory.CreateTempSubdirectory("kpi-arriving-");
            var (rawTime, rawCpu) = RawInserts.Run(Read(file), Path.Combine(folder.FullName, "raw.db"));
            var (httpTime, httpCpu) = await PostAsync(file, count, Path.Combine(folder.FullName, "kpi.db"));
            folder.Delete(recursive: true);
            raw.Add(count / rawTime.TotalSeconds);
            http.Add(count / httpTime.TotalSeconds);
            Console.WriteLine(
                $"round {round}: raw {raw[^1]:N0} rows/s, {rawCpu.TotalMicroseconds / count:0.0} us of processor a row; "
                + $"HTTP {http[^1]:N0} rows/s, {httpCpu.TotalMicroseconds / count:0.0} us; ratio {http[^1] / raw[^1]:0.00}; "
                + $"load {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}; {Environment.WorkingSet >> 20} MB held");
        }
        Console.WriteLine($"medians of {rounds} rounds of {count:N0} tickets: raw {Median(raw):N0} rows/s, HTTP {Median(http):N0}, ratio {Median(http) / Median(raw):0.00}");
    }

    private static IEnumerable<Ticket> Read(string file)
    {
        var items = new ItemReader<Ticket>(TicketContract.Contract, new LimitsOptions());
        return File.ReadLines(file).Select(line => Read(items, Encoding.UTF8.GetBytes(line)));
    }

    private static Ticket Read(ItemReader<Ticket> items, byte[] line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        var problems = items.Read(ref json, line, null, null, out var item);
        return problems.Count == 0 ? item.Row : throw new InvalidDataException(problems[0].Message);
    }

    private static async Task<(TimeSpan Elapsed, TimeSpan Processor)> PostAsync(string file, int count, string database)
    {
        await using var app = KpiApiHost.Build([$"--Store:ConnectionString=Data Source={database}", "--Keys:AllowLoopbackWithoutKey=true"], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        await app.StartAsync();
        while (!app.Services.GetRequiredService<StoreReadiness>().IsReady)
            await Task.Delay(5);
        using var client = new HttpClient(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var lines = new StreamContent(File.OpenRead(file), 1 << 17) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };

        var (allocated, paused) = (GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        using var answer = await client.PostAsync(new Uri($"{address}/v1/tickets"), lines);
        var (elapsed, processor) = (clock.Elapsed, Environment.CpuUsage.TotalTime - before);
        Console.WriteLine($"  {(GC.GetTotalAllocatedBytes() - allocated) / count} bytes allocated a row, {(GC.GetTotalPauseDuration() - paused).TotalMicroseconds / count:0.0} us a row of pauses to collect them");
        var created = (int?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["created"];
        var visible = app.Services.GetRequiredService<FactWriter>().Current.OwnerCount;
        if (created != count || visible != count)
            throw new InvalidDataException($"{count} were sent, {created} created, {visible} are visible.");
        await app.StopAsync();
        return (elapsed, processor);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

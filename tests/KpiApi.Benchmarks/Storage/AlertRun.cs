using System.Diagnostics.Metrics;
using KpiApi.Changes;
using KpiApi.Engine.Model;
using KpiApi.Settings;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiApi.Benchmarks.Storage;

/// <summary>
/// What alerts cost: a whole service, without HTTP, over a store of many tickets that is written 500 more each second, first without alerts and then
/// with a hundred. How long publishing takes, and from an answer's arrival until its alert is told.
/// </summary>
internal static class AlertRun
{
    private const int PerWrite = 500;
    private const int Alerts = 100;
    private const long DayMs = 86_400_000;

    public static async Task RunAsync(int tickets, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-alerts-");
        await using (var app = KpiApiHost.Build([$"--Store:ConnectionString=Data Source={Path.Combine(folder.FullName, "kpi.db")}", "--Keys:AllowLoopbackWithoutKey=true"], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        }))
        {
            await app.StartAsync();
            while (!app.Services.GetRequiredService<StoreReadiness>().IsReady)
                await Task.Delay(5);
            await new Desk(app).RunAsync(tickets, seconds);
            await app.StopAsync();
        }

        folder.Delete(recursive: true);
    }

    private sealed class Desk(WebApplication app)
    {
        private static readonly string[] s_channels = ["email", "chat", "phone", "form"];

        private readonly GroupWriter _writer = app.Services.GetRequiredService<GroupWriter>();
        private readonly TimeProvider _clock = app.Services.GetRequiredService<TimeProvider>();
        private readonly StreamMessages _messages = app.Services.GetRequiredService<StreamMessages>();
        private readonly List<double> _publishes = [];
        private int _made;

        /// <summary>Of the write that is under way.</summary>
        private volatile bool _isOfTickets;

        private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

        public async Task RunAsync(int tickets, int seconds)
        {
            using var listener = Listen();
            var (now, started) = (NowMs, _clock.GetTimestamp());
            while (_made < tickets)
                await WriteAsync(Enumerable.Range(0, 5_000).Select(n => Ticket(now - (long)(730d * DayMs * (tickets - _made - n) / tickets))));
            Console.WriteLine($"{_made:N0} tickets in {_clock.GetElapsedTime(started).TotalSeconds:0} s");
            await MeasureAsync("to warm up", 10);
            await MeasureAsync("without alerts", seconds);
            foreach (var n in Enumerable.Range(0, Alerts))
                await _writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, [Alert(n)]), CancellationToken.None);
            await MeasureAsync("to warm up", 10);
            await MeasureAsync($"with {Alerts} alerts", seconds);
        }

        private MeterListener Listen()
        {
            var listener = new MeterListener();
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "kpi.facts.publish.duration") self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
            {
                if (!_isOfTickets) return;
                lock (_publishes) _publishes.Add(value * 1_000);
            });
            listener.Start();
            return listener;
        }

        /// <summary>Half of each write are new tickets, half changes of those before; and one customer is not satisfied.</summary>
        private async Task MeasureAsync(string what, int seconds)
        {
            lock (_publishes) _publishes.Clear();
            var told = new List<double>();
            var messages = _messages.Begin();
            for (var second = 0; second < seconds; second++)
            {
                var began = _clock.GetTimestamp();
                var now = NowMs;
                _isOfTickets = true;
                await WriteAsync(Enumerable.Range(0, PerWrite).Select(n => n % 2 == 0 ? Ticket(now) : Ticket(now, Math.Max(0, _made - 2_000 - n))));
                _isOfTickets = false;
                var answered = _clock.GetTimestamp();
                await _writer.WriteAsync(new UpsertWrite<Survey>(StoreTables.Surveys, [Survey($"{what}-{second}", NowMs)]), CancellationToken.None);
                while (messages.Reader.TryRead(out var message) || _clock.GetElapsedTime(began).TotalSeconds < 1)
                {
                    if (message?.Json.Contains($"{what}-{second}\"", StringComparison.Ordinal) == true) told.Add(_clock.GetElapsedTime(answered).TotalMilliseconds);
                    if (message is null) await Task.Delay(1);
                }
            }

            _messages.End(messages);
            double[] publishes;
            lock (_publishes) publishes = [.. _publishes.Order()];
            Console.WriteLine($"{what}: publish {At(publishes, 50):0.00} ms (median), {At(publishes, 95):0.00} ms (p95) of {publishes.Length}; an answer is told after {At([.. told.Order()], 50):0.0} ms (median), {At([.. told.Order()], 99):0.0} ms (p99) of {told.Count}; "
                + $"load {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
        }

        private static double At(double[] sorted, int percent) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

        private Task<WriteResult> WriteAsync(IEnumerable<Ticket> tickets) => _writer.WriteAsync(new UpsertWrite<Ticket>(StoreTables.Tickets, [.. tickets]), CancellationToken.None);

        /// <summary>One in fifty stays open.</summary>
        private Ticket Ticket(long createdMs, int? known = null)
        {
            var n = known ?? _made++;
            return new()
            {
                Id = $"T-{n}",
                CreatedAtMs = createdMs,
                Channel = s_channels[n % 4],
                Priority = known is null ? "normal" : "high",
                FirstResponseAtMs = n % 3 == 0 ? null : createdMs + 600_000,
                ResolvedAtMs = n % 50 == 0 || known is not null ? null : createdMs + 3_600_000,
            };
        }

        private static Survey Survey(string id, long nowMs) => new() { Id = id, Kind = SurveyKind.Csat, ScaleMin = 1, ScaleMax = 5, Score = 1, RespondedAtMs = nowMs };

        private Setting Alert(int n)
        {
            var when = (n % 5) switch
            {
                0 => $$"""{"ticket":"awaiting_first_response","forSeconds":{{60 + n}},"filters":{"channel":["{{s_channels[n % 4]}}"]} }""",
                1 => $$"""{"ticket":"awaiting_reply","forSeconds":{{3_600 + n}}}""",
                2 => $$"""{"sla":"first_response","beforeDueSeconds":{{n}}}""",
                3 => """{"survey":"csat","outcome":"negative"}""",
                _ => $$"""{"metric":"first_response_time:p90","hours":"calendar","window":"{{n}}m","above":600,"minCount":20}""",
            };
            var version = app.Services.GetRequiredService<FactFeed>().Version;
            return new(SettingKinds.Alerts.Address($"a{n}"), $$"""{"when":{{when}},"webhooks":[],"madeAtMs":{{NowMs}},"madeVersion":{{version}} }""");
        }
    }
}

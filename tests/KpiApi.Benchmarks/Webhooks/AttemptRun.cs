using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using KpiApi.Benchmarks.Neighbours;

namespace KpiApi.Benchmarks.Webhooks;

/// <summary>
/// The time from an event's arrival to the first attempt of its webhook: a service in a process of its own on SQLite, an alert of negative answers,
/// and a receiver in this process. Answers are posted at a steady rate, whatever became of those before.
/// </summary>
internal static class AttemptRun
{
    private const int WarmUp = 100;

    public static async Task RunAsync(int answers, int perSecond)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-attempts-");
        await using (var receiver = new FirstByteReceiver())
        using (var service = await ServiceProcess.StartAsync(AppContext.BaseDirectory, Path.Combine(folder.FullName, "kpi.db"), ("Webhooks__AllowPrivate", "true")))
        {
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = service.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceProcess.AdminKey);
            await PutAsync(http, "/v1/webhooks/here", $$"""{"url":"{{receiver.Address}}"}""");
            await PutAsync(http, "/v1/alerts/low", """{"when":{"survey":"csat","outcome":"negative"},"webhooks":["here"]}""");
            await new Posts(http, receiver).RunAsync("warm", WarmUp, perSecond);
            var measured = new Posts(http, receiver);
            await measured.RunAsync("S", answers, perSecond);
            var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{answers:N0} answers at {perSecond} a second, milliseconds from the start of the POST: {Words(measured.Attempts)} until the receiver's first byte, {Words(measured.Answered)} until the POST is answered; load {load}"));
        }

        folder.Delete(recursive: true);
    }

    private static string Words(IReadOnlyList<double> sorted) =>
        string.Create(CultureInfo.InvariantCulture, $"{At(sorted, 50):0.0} (p50), {At(sorted, 99):0.0} (p99), {sorted[^1]:0.0} (most)");

    private static double At(IReadOnlyList<double> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private static async Task PutAsync(HttpClient http, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private sealed class Posts(HttpClient http, FirstByteReceiver receiver)
    {
        private readonly ConcurrentDictionary<string, long> _began = new(StringComparer.Ordinal);
        private readonly ConcurrentBag<double> _answered = [];

        public IReadOnlyList<double> Answered => [.. _answered.Order()];

        public IReadOnlyList<double> Attempts => [.. _began.Select(post => TimeProvider.System.GetElapsedTime(post.Value, receiver.FirstBytes[post.Key]).TotalMilliseconds).Order()];

        /// <summary>Returns when all have arrived.</summary>
        public async Task RunAsync(string name, int count, int perSecond)
        {
            var (started, posts) = (TimeProvider.System.GetTimestamp(), new List<Task>());
            for (var number = 0; number < count; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / perSecond) - TimeProvider.System.GetElapsedTime(started);
                if (due > TimeSpan.Zero) await Task.Delay(due);
                posts.Add(PostAsync($"{name}-{number}"));
            }

            await Task.WhenAll(posts);
            while (_began.Keys.Any(id => !receiver.FirstBytes.ContainsKey(id))) await Task.Delay(10);
        }

        private async Task PostAsync(string id)
        {
            var json = string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","kind":"csat","score":1,"respondedAt":"{{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}"}""");
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            var began = _began[id] = TimeProvider.System.GetTimestamp();
            using var answer = await http.PostAsync(new Uri("/v1/surveys", UriKind.Relative), content);
            _answered.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            answer.EnsureSuccessStatusCode();
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KpiApi.Benchmarks.Views;

/// <summary>How long a running service takes over what each view of the page asks, by the calls that a test has written down in the browser.</summary>
internal static partial class ViewRun
{
    private const string Ticket = "views-benchmark";

    /// <param name="address">Of the service; its key is in KPIAPI_KEY where it needs one.</param>
    /// <param name="rounds">Times that every view is asked, each of newer data.</param>
    public static async Task RunAsync(Uri address, int rounds)
    {
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromHours(1) }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        if (Environment.GetEnvironmentVariable("KPIAPI_KEY") is { Length: > 0 } key) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Views", "views.json")));
        var days = (int)(TimeProvider.System.GetUtcNow().UtcDateTime.Date - file.RootElement.GetProperty("day").GetDateTime().Date).TotalDays;
        Console.WriteLine("| view | call | first, ms | median, ms | p95, ms |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: |");
        foreach (var view in file.RootElement.GetProperty("views").EnumerateObject())
        {
            foreach (var call in view.Value.EnumerateArray())
            {
                var times = new List<double>();
                for (var round = 0; round <= rounds; round++)
                {
                    // Newer data: no answer that was given before serves.
                    await PutTicketAsync(http);
                    times.Add(await AskAsync(http, call, days));
                }

                var later = times.Skip(1).Order().ToList();
                var path = call.GetProperty("path").GetString()!;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {view.Name} | `{path.Split('?')[0]}` | {times[0]:0.0} | {later[later.Count / 2]:0.0} | {later[(int)(later.Count * 0.95)]:0.0} |"));
            }
        }

        using var gone = await http.DeleteAsync(new Uri($"/v1/tickets/{Ticket}", UriKind.Relative));
    }

    private static async Task PutTicketAsync(HttpClient http)
    {
        using var content = Json(string.Create(CultureInfo.InvariantCulture, $$"""{"createdAt":"{{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","handleSeconds":{{Environment.TickCount64 % 1_000_000}}}"""));
        using var answer = await http.PutAsync(new Uri($"/v1/tickets/{Ticket}", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Milliseconds of the whole exchange, to the last byte.</summary>
    private static async Task<double> AskAsync(HttpClient http, JsonElement call, int days)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Shifted(call.GetProperty("path").GetString()!, days), UriKind.Relative));
        if (call.TryGetProperty("body", out var body))
        {
            request.Method = HttpMethod.Post;
            request.Content = Json(Shifted(body.GetRawText(), days));
        }

        var started = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return answer.IsSuccessStatusCode ? took : throw new InvalidOperationException($"{request.RequestUri} was answered with {(int)answer.StatusCode}: {text}");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>The days of the demo as days before today, which is when the data of the service end.</summary>
    private static string Shifted(string text, int days) => Day().Replace(text, day =>
        DateTime.ParseExact(day.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d")]
    private static partial Regex Day();
}

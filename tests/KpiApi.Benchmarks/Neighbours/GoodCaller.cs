using System.Diagnostics;
using System.Globalization;

namespace KpiApi.Benchmarks.Neighbours;

/// <summary>
/// Asks and writes at a steady pace, whatever comes back: each call is measured from the moment it was due, so that a service which
/// stands still is not excused from the calls that it kept waiting.
/// </summary>
internal sealed class GoodCaller(Caller caller, string name)
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);

    /// <summary>A dashboard's questions; in two of three rounds their beginning moves, so that no answer is a kept one.</summary>
    private static readonly string[] s_questions =
    [
        "metrics=first_response_time&groupBy=channel",
        "metrics=first_response_time:median,first_response_time:p90&groupBy=channel",
        "metrics=tickets_created,tickets_resolved&interval=day",
        "metrics=resolution_time:p90&groupBy=reason",
        "metrics=tickets_created,tickets_resolved,open_tickets",
    ];

    private int _reads;
    private int _writes;

    public async Task<Measured> RunAsync(TimeSpan time)
    {
        var (reads, writes) = (EachAsync(time, ReadAsync), EachAsync(time, WriteAsync));
        return new Measured(await reads, await writes);
    }

    private static async Task<Sample[]> EachAsync(TimeSpan time, Func<Task<int>> call)
    {
        var calls = new List<Task<Sample>>();
        var started = Stopwatch.GetTimestamp();
        for (var due = TimeSpan.Zero; due < time; due += s_pace)
        {
            if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } pause)
                await Task.Delay(pause);
            calls.Add(OneAsync(started, due, call));
        }
        return await Task.WhenAll(calls);
    }

    private static async Task<Sample> OneAsync(long started, TimeSpan due, Func<Task<int>> call)
    {
        var status = await call();
        return new Sample((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds, status);
    }

    private Task<int> ReadAsync()
    {
        var number = _reads++;
        var shift = number % 3 == 0 ? 0 : number;
        var from = DateTimeOffset.FromUnixTimeMilliseconds(SyntheticDesk.EndMs - 90 * SyntheticDesk.DayMs + shift * 1000L);
        var to = DateTimeOffset.FromUnixTimeMilliseconds(SyntheticDesk.EndMs);
        var question = string.Create(CultureInfo.InvariantCulture, $"/v1/kpis?{s_questions[number % s_questions.Length]}&from={from:yyyy-MM-ddTHH:mm:ss}Z&to={to:yyyy-MM-ddTHH:mm:ss}Z");
        return caller.TryAsync(HttpMethod.Get, question);
    }

    private Task<int> WriteAsync()
    {
        var number = _writes++;
        return caller.TryAsync(HttpMethod.Put, $"/v1/tickets/{name}-{number}", Caller.Json($$"""{"createdAt":"2025-12-01T08:00:00Z","channel":"email","reason":"reason-{{number % 30 + 1}}"}"""));
    }
}

/// <param name="Status">Of HTTP; 0 when the connection broke, −1 when there was no answer for a minute.</param>
internal readonly record struct Sample(double Milliseconds, int Status);

internal sealed record Measured(Sample[] Reads, Sample[] Writes)
{
    /// <summary>Answers that the caller is not to blame for.</summary>
    public int Failed => Reads.Concat(Writes).Count(s => s.Status is <= 0 or >= 500);

    public int Refused => Reads.Concat(Writes).Count(s => s.Status is >= 400 and < 500);

    public static double Percentile(Sample[] samples, int percent)
    {
        var sorted = samples.Select(s => s.Milliseconds).Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace KpiApi.Tests.Kpis;

/// <summary>What the tests of reading share: a clock that stands, calls whose answer need not be JSON, and a small desk.</summary>
internal static class Reading
{
    public static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-10T12:00:00Z", null);

    /// <summary>
    /// Four tickets of the first week of March 2026, two of them open on <see cref="Noon"/>: A and B by email, C by chat, D by nothing;
    /// three answers to csat, 5, 3 and 4 of 5.
    /// </summary>
    private static readonly string[] s_tickets =
    [
        """{"id":"A","createdAt":"2026-03-02T09:00:00Z","channel":"email","agent":"anna","firstResponseAt":"2026-03-02T09:10:00Z","resolvedAt":"2026-03-02T10:00:00Z","handleSeconds":300}""",
        """{"id":"B","createdAt":"2026-03-02T10:00:00Z","channel":"email","agent":"bo","firstResponseAt":"2026-03-02T10:30:00Z","resolvedAt":"2026-03-03T10:00:00Z","handleSeconds":600}""",
        """{"id":"C","createdAt":"2026-03-03T09:00:00Z","channel":"chat","agent":"anna","firstResponseAt":"2026-03-03T09:01:00Z"}""",
        """{"id":"D","createdAt":"2026-03-04T09:00:00Z"}""",
    ];

    private static readonly string[] s_surveys =
    [
        """{"id":"S1","kind":"csat","ticket":"A","respondedAt":"2026-03-02T11:00:00Z","score":5}""",
        """{"id":"S2","kind":"csat","ticket":"B","respondedAt":"2026-03-03T12:00:00Z","score":3}""",
        """{"id":"S3","kind":"csat","ticket":"C","respondedAt":"2026-03-03T13:00:00Z","score":4}""",
    ];

    public static Task<KpiApp> StartAsync(StandingClock? clock = null, params string[] settings) => KpiApp.StartAsync(adjust: builder =>
    {
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) => services.AddSingleton<TimeProvider>(clock ?? new StandingClock()));
        foreach (var setting in settings)
            builder.Configuration[setting.Split('=')[0]] = setting.Split('=')[1];
    });

    public static async Task<KpiApp> StartDeskAsync(StandingClock? clock = null, params string[] settings)
    {
        var app = await StartAsync(clock, settings);
        await app.PostLinesAsync("/v1/tickets", s_tickets);
        await app.PostLinesAsync("/v1/surveys", s_surveys);
        return app;
    }

    public static Task<Reply> ReadAsync(this KpiApp app, string path, params string[] headers) => SendAsync(app.Http, new(HttpMethod.Get, path), headers);

    /// <summary>Reads by REST, and fails where GraphQL tells it otherwise.</summary>
    public static Task<Reply> ReadInBothAsync(this KpiApp app, string path, params string[] headers) => SendAsync(app.Both, new(HttpMethod.Get, path), headers);

    public static Task<Reply> AskAsync(this KpiApp app, string body, string type = "application/json") => SendAsync(app.Http, Question(body, type), []);

    /// <summary>Asks by REST, and fails where GraphQL answers otherwise.</summary>
    public static Task<Reply> AskInBothAsync(this KpiApp app, string body) => SendAsync(app.Both, Question(body, "application/json"), []);

    public static Task<Reply> SendAsync(this KpiApp app, HttpRequestMessage request, string[] headers) => SendAsync(app.Http, request, headers);

    private static HttpRequestMessage Question(string body, string type) =>
        new(HttpMethod.Post, "/v1/kpis") { Content = new StringContent(body, MediaTypeHeaderValue.Parse(type)) };

    private static async Task<Reply> SendAsync(HttpClient http, HttpRequestMessage request, string[] headers)
    {
        using (request)
        {
            foreach (var header in headers)
                Assert.True(request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]));
            using var response = await http.SendAsync(request);
            return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(), response.Headers);
        }
    }

    public static string OneLine(string lines) => lines.Replace("\n", "", StringComparison.Ordinal);

    /// <summary>"-" when there is none.</summary>
    public static string Header(this Reply reply, string name) => reply.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "-";

    /// <summary>The values of one metric, row by row, null as "null".</summary>
    public static IEnumerable<string> Values(this Reply reply, string metric) =>
        reply.Json["rows"]!.AsArray().Select(row => row!["values"]![metric]!["value"]?.ToJsonString() ?? "null");

    /// <summary>A member of every row or item, null as "null".</summary>
    public static IEnumerable<string> Each(this Reply reply, string list, string member) =>
        reply.Json[list]!.AsArray().Select(row => row![member]?.ToString() ?? "null");
}

internal sealed record Reply(int Status, string? Type, string Text, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>Each error as "parameter code value → nearest", sorted.</summary>
    public IEnumerable<string> Errors => Json["errors"]!.AsArray()
        .Select(e => $"{e!["parameter"] ?? "-"} {e["code"]} {e["value"] ?? "-"} → {e["nearest"] ?? "-"}").Order(StringComparer.Ordinal);
}

/// <summary>Stands at <see cref="Reading.Noon"/> until told otherwise; timers run as ever.</summary>
internal sealed class StandingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = Reading.Noon;

    /// <summary>What each look at the stopwatch adds to it.</summary>
    public TimeSpan Leap { get; init; }

    private long _leaps;

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Whoever waits for as long as a leap has waited enough.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Leap != default && dueTime >= Leap ? TimeSpan.Zero : dueTime, period);

    public override long GetTimestamp() => Leap == default ? base.GetTimestamp() : Interlocked.Increment(ref _leaps) * Leap.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond;
}

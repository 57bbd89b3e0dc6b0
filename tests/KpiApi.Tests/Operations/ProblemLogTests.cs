using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests.Operations;

public sealed class ProblemLogTests : IDisposable
{
    private const string Secret = "anna.bauer@example.com";
    private readonly LogLines _log = new(LogLevel.Information);

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Refused_write_is_one_line_with_code_count_key_and_the_trace_of_the_answer()
    {
        await using var app = await StartAsync();
        var (id, key) = await app.MakeKeyAsync("ingest");
        var refused = await app.CallAsync("POST", "/v1/tickets", key, $$"""[{"id":"{{Secret}}"},{"id":"{{Secret}}","createdAt":"soon"},{"id":"T-1","createdAt":"2026-01-05T09:00:00Z"}]""");
        Assert.Equal($"Information KpiApi.Operations.ProblemLog: POST /v1/tickets was refused: 422 invalid_items, 2 rejected, key {id}, traceId {refused.Json["traceId"]}", Assert.Single(Lines()));

        await app.CallAsync("PUT", $"/v1/surveys/{Secret}", key, $$"""{"kind":"{{Secret}}"}""");
        await app.CallAsync("POST", "/v1/events", key, $$"""{"{{Secret}}":""");
        await app.CallAsync("DELETE", $"/v1/tickets/{Secret}", key);
        await app.CallAsync("PUT", $"/v1/targets/{Secret}", key, "{}");
        await app.CallAsync("PUT", $"/v1/tickets/{Secret}", $"kpi_{Secret}", "{}");
        // Reading is nobody's write.
        await app.CallAsync("GET", $"/v1/tickets/{Secret}", key);
        Assert.Equal(
            [
                "POST /v1/tickets was refused: 422 invalid_items, 2 rejected", "PUT /v1/surveys/{id} was refused: 422 invalid_item, 1 rejected", "POST /v1/events was refused: 400 malformed_json, 1 rejected",
                "DELETE /v1/tickets/{id} was refused: 404 not_found, 1 rejected", "PUT /v1/targets/{id} was refused: 403 scope_missing, 1 rejected", "PUT /v1/tickets/{id} was refused: 401 key_unknown, 1 rejected",
            ],
            Lines().Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..line.IndexOf(", key ", StringComparison.Ordinal)]));
        Assert.DoesNotContain(_log.All, line => line.Contains(Secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Failure_of_any_request_is_found_by_the_trace_of_the_answer()
    {
        await using var app = await StartAsync();
        using (var database = app.OpenDatabase()) await database.Database.ExecuteSqlRawAsync("CREATE TRIGGER no_bert BEFORE INSERT ON agents WHEN NEW.Id = 'bert' BEGIN SELECT RAISE(ABORT, 'no'); END");
        var away = await app.CallAsync("PUT", "/v1/agents/bert", Keyed.Admin, "{}");
        Assert.Equal(503, away.Status);
        Assert.Equal($"Information KpiApi.Operations.ProblemLog: PUT /v1/agents/{{id}} was not answered: 503 store_unavailable, key config, traceId {away.Json["traceId"]}", Assert.Single(Lines()));

        using (var database = app.OpenDatabase()) await database.Database.ExecuteSqlRawAsync("ALTER TABLE tickets RENAME TO gone");
        var fault = await app.CallAsync("GET", "/v1/tickets/T-1", Keyed.Admin);
        Assert.Equal(500, fault.Status);
        var line = Lines()[^1];
        Assert.StartsWith($"Error KpiApi.Operations.ProblemLog: GET /v1/tickets/{{id}} failed, key config, traceId {fault.Json["traceId"]} Microsoft.Data.Sqlite.SqliteException", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_what_each_key_wrote_in_the_last_hour_and_day()
    {
        var clock = new StandingClock { Now = new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.Zero) };
        await using var app = await Keyed.StartAsync(builder => builder.UseClock(clock));
        var (id, key) = await app.MakeKeyAsync("ingest read");
        var (_, other) = await app.MakeKeyAsync("read");
        await app.CallAsync("POST", "/v1/tickets?onError=skip", key, """[{"id":"1"},{"id":"2","createdAt":"soon"},{"id":"3","createdAt":"2026-01-05T09:00:00Z"},{"id":"4","createdAt":"2026-01-05T09:00:00Z"}]""");
        await app.CallAsync("DELETE", "/v1/tickets/3", key);
        await app.CallAsync("DELETE", "/v1/tickets/3", key);
        clock.Now += TimeSpan.FromMinutes(59);
        await app.CallAsync("PUT", "/v1/agents/anna", key, """{"nome":"Anna"}""");
        var own = (await app.CallAsync("GET", "/v1/status", key)).Json["keys"]!.AsArray();
        Assert.Equal(
            $$$$"""[{"id":"{{{{id}}}}","name":"for a test","lastWriteAt":"2026-11-28T08:00:00Z","lastHour":{"accepted":3,"rejected":4,"rejectedByCode":{"invalid_instant":1,"not_found":1,"required":1,"unknown_field":1}},"lastDay":{"accepted":3,"rejected":4,"rejectedByCode":{"invalid_instant":1,"not_found":1,"required":1,"unknown_field":1}}}]""",
            own.ToJsonString());

        clock.Now += TimeSpan.FromMinutes(2);
        var later = (await app.CallAsync("GET", "/v1/status", Keyed.Admin)).Json["keys"]!.AsArray().Single(entry => (string)entry!["id"]! == id)!;
        Assert.Equal("""{"accepted":0,"rejected":1,"rejectedByCode":{"unknown_field":1}}""", later["lastHour"]!.ToJsonString());
        Assert.Equal("""{"accepted":3,"rejected":4,"rejectedByCode":{"invalid_instant":1,"not_found":1,"required":1,"unknown_field":1}}""", later["lastDay"]!.ToJsonString());
        clock.Now += TimeSpan.FromHours(24);
        var gone = (await app.CallAsync("GET", "/v1/status", key)).Json["keys"]![0]!;
        Assert.Equal(("""{"accepted":0,"rejected":0,"rejectedByCode":{}}""", "2026-11-28T08:00:00Z"), (gone["lastDay"]!.ToJsonString(), (string?)gone["lastWriteAt"]));
        // Keys of others are the operator's.
        Assert.Empty((await app.CallAsync("GET", "/v1/status", other)).Json["keys"]!.AsArray());
    }

    private Task<KpiApp> StartAsync() => Keyed.StartAsync(builder => builder.Logging.AddProvider(_log));

    private List<string> Lines() => [.. _log.All.Where(line => line.Contains("KpiApi.Operations.ProblemLog", StringComparison.Ordinal))];
}

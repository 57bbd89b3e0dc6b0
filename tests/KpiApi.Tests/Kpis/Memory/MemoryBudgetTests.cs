using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Engine.Execution;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Caching;
using KpiApi.Kpis.Memory;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Kpis.Memory;

[Collection(nameof(MemoryAlone))]
public sealed class MemoryBudgetTests
{
    private const long Megabyte = 1 << 20;
    private const int Tickets = 30_000;
    private const int Questions = 120;

    /// <summary>What the process of the tests holds besides, now and then.</summary>
    private const long Slack = 24 * Megabyte;

    [Fact]
    public async Task Many_different_questions_leave_no_more_in_memory_than_they_may()
    {
        await using var app = await Reading.StartAsync(null, "Kpi:FastWays=true", "Kpi:MemoryMegabytes=384");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, Tickets).Select(Ticket))));
        content.Headers.ContentType = new("application/x-ndjson");
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Http.BaseAddress };
        using (var loaded = await http.PostAsync(new Uri("/v1/tickets", UriKind.Relative), content))
            Assert.True(loaded.IsSuccessStatusCode);
        app.Service<MemoryBudget>().ShareOut();
        await AskAsync(http, -1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var n = 0; n < Questions; n++)
            await AskAsync(http, n);

        var (told, executor) = ((await app.GetAsync("/v1/status")).Json["memory"]!, app.Service<QueryExecutor>());
        var limits = LimitOf(told, "partials") + LimitOf(told, "answers");
        Assert.Equal((384 * Megabyte, true), ((long)told["limitBytes"]!, (bool)told["factsFit"]!));
        Assert.InRange(limits + LimitOf(told, "queries") + (long)told["columnsBytes"]! + (long)told["namesBytes"]! + (long)told["indexBytes"]!, 0, 384 * Megabyte);
        // Something had to go, and no more than had to.
        Assert.InRange(executor.CachedBytes, executor.MaxCachedBytes / 2, executor.MaxCachedBytes);
        Assert.InRange(app.Service<AnswerCache>().SizeBytes, 1, app.Service<AnswerCache>().MaxBytes);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, limits + Slack);
    }

    [Fact]
    public async Task Facts_that_grow_leave_less()
    {
        await using var app = await Reading.StartAsync(null, "Kpi:MemoryMegabytes=464");
        var (executor, answers, admission) = (app.Service<QueryExecutor>(), app.Service<AnswerCache>(), app.Service<QueryAdmission>());
        var before = (executor.MaxCachedBytes, answers.MaxBytes, admission.MaxBytes);
        Assert.InRange(before.MaxCachedBytes, 28 * Megabyte, 34 * Megabyte);
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, 1000).Select(Ticket)]);
        app.Service<MemoryBudget>().ShareOut();
        Assert.True(executor.MaxCachedBytes < before.MaxCachedBytes && answers.MaxBytes < before.Item2 && admission.MaxBytes < before.Item3);
    }

    [Fact]
    public async Task Facts_that_do_not_fit_are_told_and_queries_are_answered()
    {
        await using var app = await Keyed.StartAsync("Kpi:MemoryMegabytes=1");
        var memory = (await app.CallAsync("GET", "/v1/status", Keyed.Admin)).Json["memory"]!;
        Assert.Equal((false, 1 * Megabyte), ((bool)memory["factsFit"]!, (long)memory["limitBytes"]!));
        Assert.Equal(MemoryShares.Least, new(LimitOf(memory, "queries"), LimitOf(memory, "partials"), LimitOf(memory, "answers")));
        Assert.Equal(200, (await app.CallAsync("GET", "/v1/kpis?metrics=tickets_created&period=all", Keyed.Admin)).Status);
        var (_, read) = await app.MakeKeyAsync("read read:agents ingest");
        Assert.Null((await app.CallAsync("GET", "/v1/status", read)).Json["memory"]);
    }

    private static long LimitOf(JsonNode memory, string part) => (long)memory[part]!["limitBytes"]!;

    /// <summary>By 100 accounts and day, whatever it leaves out: half a megabyte to keep.</summary>
    private static async Task AskAsync(HttpClient http, int number)
    {
        using var answer = await http.GetAsync(new Uri($"/v1/kpis?metrics=tickets_created,resolution_time:p90&period=all&interval=day&groupBy=account&agent.not=agent-{number}&allowUnknown=true&limit=10", UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Ticket(int number)
    {
        var at = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number * 10);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"id":"T{{number}}","createdAt":"{{at:s}}Z","resolvedAt":"{{at.AddSeconds(number % 9973):s}}Z","agent":"agent-{{number % 250}}","account":"A{{number % 100}}"}""");
    }
}
